"""The five taxonomies of causes, and the mapping between them: nothing is lost on the way there and back."""

from pathlib import Path

import pytest

from app.engine import decisions, xml

FOLDER = Path(__file__).resolve().parents[3] / "processes" / "decisions"
TAXONOMIES = ("sales", "retail", "trigger", "operator", "maker")
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


def data(name):
    return (FOLDER / f"cause-{name}.dmn").read_bytes()


def keys(name):
    """What the first column of a table lists, rule by rule."""
    cells = (rule.find(f"{DMN}inputEntry/{DMN}text") for rule in xml.read(data(name)).iter(f"{DMN}rule"))
    return [cell.text.strip('"') for cell in cells]


def cause(name, code):
    return decisions.parse(data(name)).evaluate(f"cause_{name}", {"cause_code": code}).result


def mapped(common):
    return decisions.parse(data("mapping")).evaluate("cause_mapping", {"cause": {"common": common}}).result


@pytest.mark.parametrize("name", TAXONOMIES)
def test_a_code_stands_for_a_label_and_the_mapping_leads_back_to_it(name):
    for code in keys(name):
        found = cause(name, code)
        assert found["label"]
        assert found["group"]
        assert code in mapped(found["common"])[name]


def test_the_mapping_names_every_code_once_and_no_other():
    for name in TAXONOMIES:
        named = [code for common in keys("mapping") for code in mapped(common)[name]]
        assert sorted(named) == sorted(keys(name))


def test_no_code_stands_in_two_taxonomies():
    codes = [code for name in TAXONOMIES for code in keys(name)]
    assert len(codes) == len(set(codes))


def test_a_code_that_is_not_there_is_no_cause():
    assert all(cause(name, "X00") is None for name in TAXONOMIES)
