"""The layout: whatever stands in a diagram is drawn, nothing lies on anything else, and the document is kept."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cli import main
from app.engine import diagram
from app.engine.layout import draw, geometry, text
from app.engine.layout.interchange import DIAGRAM
from tests.unit.layout.diagrams import REFUND, WITHOUT_POOL, chain, refund_drawn

# Whatever is drawn: these never happen. Crossings can be unavoidable.
NEVER = {"shapes_overlap", "flow_through_shape", "flows_overlap", "outside_lane", "outside_pool", "not_drawn"}


PROCESSES = Path(__file__).parents[3] / "processes"


def bare(data: bytes) -> bytes:
    return DIAGRAM.sub(lambda found: b"" if found["drawn"] else found[0], data)


def test_a_diagram_with_everything_is_worth_printing() -> None:
    assert geometry.check(refund_drawn()) == []


def test_a_process_without_pool_is_too_and_drawn_again_it_is_the_same() -> None:
    drawn = draw(WITHOUT_POOL)
    assert geometry.check(drawn) == []
    assert draw(drawn) == drawn


def test_a_closed_sub_process_has_a_plane_of_its_own_and_keeps_it() -> None:
    plain = (PROCESSES / "half-year-bulletin" / "process.bpmn").read_bytes()
    drawn = draw(plain, fold=["each_member"])
    assert geometry.check(drawn) == []
    assert [b"".join(each.split(b'"')[1:2]) for each in drawn.split(b"<bpmndi:BPMNPlane ")[1:]] == [
        b"plane",
        b"plane_each_member",
    ]
    assert b'bpmnElement="each_member" isExpanded="false"' in drawn
    assert draw(drawn) == drawn
    assert bare(drawn) == bare(plain)


def test_everything_but_the_drawing_stays_byte_for_byte() -> None:
    assert bare(refund_drawn()) == REFUND
    assert b"<!-- a comment <bpmndi:BPMNDiagram> that stays -->" in refund_drawn()


def test_everything_is_drawn() -> None:
    read = diagram.read(refund_drawn())
    assert {*read.elements, *read.flows, *(pool.id for pool in read.pools)} <= read.drawn


def test_the_command_prints_or_writes(tmp_path: Path) -> None:
    file = tmp_path / "p.bpmn"
    file.write_bytes(chain(2))
    printed = CliRunner().invoke(main, ["layout", str(file)], catch_exceptions=False)
    assert (file.read_bytes(), printed.exit_code) == (chain(2), 0)
    CliRunner().invoke(main, ["layout", "--write", str(file)], catch_exceptions=False)
    assert file.read_bytes() == printed.stdout_bytes
    assert geometry.check(file.read_bytes()) == []


def test_a_file_that_is_no_xml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "p.bpmn"
    file.write_text("no diagram")
    done = CliRunner().invoke(main, ["layout", str(file)])
    assert (done.exit_code, "XML" in done.stderr) == (1, True)


@given(
    lanes=st.integers(1, 3),
    choices=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), st.booleans()), min_size=1, max_size=5),
)
@settings(max_examples=15, deadline=None)
def test_no_shape_or_line_ever_lies_on_another(lanes: int, choices: list[tuple[int, int, bool]]) -> None:
    found = geometry.check(draw(chain(3, lanes=lanes, choices=choices)))
    assert not {each.kind for each in found} & NEVER, "\n".join(map(str, found))


def test_texts_are_measured_as_they_are_drawn() -> None:
    assert text.width("工作日") == 33
    assert text.width("2 个工作日") < text.width("两个工作日日")
    assert text.lines("材料不足，退回重新核查", 70) == 2
    assert text.box("二")[1] == text.LINE
