"""The catalogue of procedures: what `process.yaml` says is true, and docs/processes.md is made of what lies there."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.casework import catalogue as read
from app.casework import outline
from app.casework.catalogue import CatalogueBroken, Kept
from app.casework.outline import Amount

ROOT = Path(__file__).parents[3]
PROCESSES = ROOT / "processes"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    sys.path.insert(0, str(ROOT / "scripts"))
    import catalogue

    return catalogue


def test_the_document_and_its_pictures_are_up_to_date(script: ModuleType) -> None:
    assert script.stale_pictures() == [], "run python scripts/catalogue.py"
    assert (ROOT / "docs" / "processes.md").read_text("utf-8") == script.text(), "run python scripts/catalogue.py"


def test_every_process_has_its_entry() -> None:
    drawn = {file.parent.name for file in PROCESSES.glob("*/process.bpmn")}
    assert {entry.id for entry in read.entries(PROCESSES)} == drawn


def test_entries_name_rows_that_there_are() -> None:
    rows = read.rows(PROCESSES)
    for entry in read.entries(PROCESSES):
        assert set(entry.covers) <= rows.procedures.keys(), entry.id
        assert entry.decisions.keys() <= rows.decisions.keys(), entry.id
        assert entry.forms.keys() <= rows.forms.keys(), entry.id
        assert entry.limits.keys() <= rows.limits.keys(), entry.id


def test_the_rows_are_all_there_and_what_stands_elsewhere_exists() -> None:
    rows = read.rows(PROCESSES)
    assert list(rows.procedures) == [f"P{number:02}" for number in range(1, 42)]
    assert list(rows.decisions) == [f"D{number}" for number in range(1, 17)]
    assert list(rows.forms) == [f"F{number:02}" for number in range(1, 31)]
    assert list(rows.limits) == list(range(1, 23))
    named = [file for said in rows.elsewhere.values() for file in (*said.files, *said.proof)]
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_an_entry_is_read_with_the_tables_that_are_numbered() -> None:
    entry = read.entry(PROCESSES / "bank-association")
    assert (entry.covers, entry.organisations, entry.started) == (("P08",), ("银行业协会",), "by hand")
    assert {row: file.name for row, file in entry.decisions.items()} == {"D10": "complaint-validity.dmn"}
    assert entry.limits[1] == Kept(("forward_to_member", "forward_overdue"), ("05-forward-kept", "06-forward-missed"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("covers: [P08]\nsource: a\n", "does not say for"),
        ("covers: [P08]\nsource: a\nfor: [b]\nwho: c\n", "who means nothing there"),
        ("covers: [P08]\nsource: a\nfor: [b]\nstarted: never\n", "started is one of"),
        ("covers: [P08]\nsource: a\nfor: [b]\nforms: {F01: [nowhere]}\n", "nowhere, which is not there"),
        ("covers: [P08]\nsource: a\nfor: [b]\ndecisions: {D1: none.dmn}\n", "none.dmn, which is not there"),
        ("covers: [P08]\nsource: a\nfor: [b]\nlimits: {1: {at: [ask], examples: [one]}}\n", "ask, which is not there"),
        ("covers: [P08]\nsource: a\nfor: [b]\nlimits: {1: [ask]}\n", "a limit says at and examples"),
        ("- P08\n", "no list of names"),
        ("covers: [", "cannot be read"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(tmp_path: Path, text: str, why: str) -> None:
    folder = tmp_path / "processes" / "p"
    folder.mkdir(parents=True)
    (folder / "process.bpmn").write_bytes((PROCESSES / "bank-association" / "process.bpmn").read_bytes())
    (folder / "process.yaml").write_text(text, "utf-8")
    with pytest.raises(CatalogueBroken, match=why):
        read.entry(folder)


def test_limits_are_read_from_what_the_diagram_says() -> None:
    found = outline.of(read.load(PROCESSES / "bank-association"))
    limits = {limit.element: limit for limit in found.limits}
    assert limits["forward_to_member"].amounts == (Amount("2", "WD"),)
    assert limits["forward_overdue"].leads_to == ("督办逾期传递",)
    assert not limits["forward_overdue"].interrupts
    assert limits["branch_limit_reached"].interrupts
    assert limits["rectify"].amounts == ()
    assert found.decisions == ("complaint_validity",)
    assert found.lanes[0] == "协会服务拓展部"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("=workdays(2)", [("2", "WD")]),
        ("=workhours(0.5, now())", [("0.5", "WH")]),
        ("=naturaldays( 15 )", [("15", "ND")]),
        ('=a + duration("PT72H")', [("72", "H")]),
        ('=duration(if x then "PT1H" else "PT30M")', [("1", "H"), ("30", "M")]),
        ('="P1DT2H"', [("1", "D"), ("2", "H")]),
        ("=due(parameters.visit_limit)", []),
    ],
)
def test_amounts_of_an_expression(expression: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.number, each.clock) for each in outline.amounts(expression)] == expected


def test_a_ladder_in_words(script: ModuleType) -> None:
    said = script.ladder("50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader")
    assert said == "50% 提醒；80% 催办；100% 记逾期、报负责人；150% 报分管领导"
