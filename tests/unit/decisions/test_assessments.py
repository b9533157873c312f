"""The monthly assessment of service providers: its formulas, D7 and the amounts released, as the diagrams say them.

The expressions are read out of the diagrams and the table out of its file, so that what is tried is what runs.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app import feel
from app.engine import decisions

PROCESSES = Path(__file__).parents[3] / "processes"
RECTIFY, MONTH, UNTIL, END = "限期整改", "暂停结算 1 个月", "暂停结算直至符合要求", "中止合作"
STRENGTH = [RECTIFY, MONTH, UNTIL, END]
LIMITS = {
    "emp_complaints_from": 5,
    "c_rate_from": 5,
    "c_timely_below": Decimal("0.75"),
    "assessment_months_in_row": 3,
    "c_hard_excluded": True,
}
D7 = decisions.parse((PROCESSES / "decisions/si-assessment-action.dmn").read_bytes())


def script(process: str, element: str) -> feel.Expression:
    diagram = etree.parse(PROCESSES / process / "process.bpmn")
    [text] = diagram.xpath(f"//*[@id='{element}']//*[local-name()='script']/@expression")
    return feel.parse(text.removeprefix("="))


COUNT_KPIS = script("si-assessment", "count_kpis")
STRONGEST = script("si-assessment", "name_strongest")
RELEASE = script("assessment-action", "count_release")


@st.composite
def figures(draw, mode=None):
    """Figures of one provider and month that the process takes for consistent."""
    ordinary, hard = draw(st.integers(0, 40)), draw(st.integers(0, 10))
    ordinary_timely, hard_timely = draw(st.integers(0, ordinary)), draw(st.integers(0, hard))
    return {
        "kpi_mode": mode or draw(st.sampled_from(["EMP", "C"])),
        "base": draw(st.sampled_from([0, 1, 9999, 10000, 20000, 20001]) | st.integers(0, 10**6)),
        "complaints": ordinary + hard,
        "hard": hard,
        "timely": ordinary_timely + hard_timely,
        "hard_timely": hard_timely,
        "visited": draw(st.integers(0, 3)),
        "satisfaction_points": draw(st.integers(0, 300)),
        "previous_months": draw(st.integers(0, 4)),
    }


def kpis(said, **limits):
    return COUNT_KPIS.evaluate(_decimal(said) | {"parameters": _decimal(LIMITS | limits)})


def measures(said):
    context = {"kpi_mode": said["kpi_mode"], "kpi": kpis(said), "parameters": _decimal(LIMITS)}
    return D7.evaluate("si_assessment_action", context).result


def _decimal(said):
    return {key: Decimal(value) if type(value) is int else value for key, value in said.items()}


def reaches(said):
    """Whether the complaints reach the bound, by whole numbers alone."""
    if said["kpi_mode"] == "EMP":
        return said["complaints"] >= 5
    return said["base"] > 0 and said["complaints"] * 10_000 >= 5 * said["base"]


def too_late(said):
    counted = said["complaints"] - said["hard"]
    return said["kpi_mode"] == "C" and counted > 0 and 4 * (said["timely"] - said["hard_timely"]) < 3 * counted


@settings(max_examples=60, deadline=None)
@given(figures())
def test_all_measures_that_apply_are_kept_and_the_strongest_is_named(said):
    wanted = {RECTIFY} if reaches(said) or too_late(said) else set()
    wanted |= {UNTIL} if reaches(said) else set()
    wanted |= {END} if reaches(said) and said["previous_months"] >= 2 else set()
    wanted |= {MONTH} if too_late(said) else set()
    found = measures(said)
    assert {each["action"] for each in found} == wanted
    named = STRONGEST.evaluate({"measures": found})
    assert named == (max(wanted, key=STRENGTH.index) if wanted else "达标")


@settings(max_examples=40, deadline=None)
@given(figures(mode="C"), st.integers(0, 9), st.integers(0, 9))
def test_granted_hard_complaints_change_the_timely_rate_neither_way(said, late, in_time):
    more = said | {
        "complaints": said["complaints"] + late + in_time,
        "hard": said["hard"] + late + in_time,
        "timely": said["timely"] + in_time,
        "hard_timely": said["hard_timely"] + in_time,
    }
    assert kpis(more)["timely_rate"] == kpis(said)["timely_rate"]
    counted = kpis(more, c_hard_excluded=False)
    assert counted["counted"] == more["complaints"]
    assert counted["in_time"] == more["timely"]


@settings(max_examples=40, deadline=None)
@given(figures())
def test_a_figure_without_a_denominator_is_none_and_never_full_marks(said):
    found = kpis(said)
    assert (found["satisfaction"] is None) == (said["visited"] == 0)
    if said["kpi_mode"] == "C":
        assert (found["volume"] is None) == (said["base"] == 0)
        assert (found["timely_rate"] is None) == (said["complaints"] == said["hard"])
    if found["timely_rate"] is not None:
        exact = Fraction(said["timely"] - said["hard_timely"], said["complaints"] - said["hard"])
        assert abs(Fraction(found["timely_rate"]) - exact) < Fraction(1, 10**30)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_cooperation_ends_in_the_third_month_in_a_row_and_not_before(volumes):
    months = 0
    for number, volume in enumerate(volumes):
        said = {"kpi_mode": "EMP", "base": 40, "complaints": volume, "previous_months": months}
        said |= dict.fromkeys(("hard", "timely", "hard_timely", "visited", "satisfaction_points"), 0)
        months = int(kpis(said)["months_in_row"])
        last_three = volumes[max(0, number - 2) : number + 1]
        ends = len(last_three) == 3 and min(last_three) >= 5
        assert (END in {each["action"] for each in measures(said)}) == ends


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**12), st.none() | st.lists(st.integers(0, 10**12), max_size=6))
def test_what_is_released_is_what_was_withheld_to_the_fen(first, later):
    rows = later if later is None else [{"later_month": "2026-04", "amount": Decimal(each)} for each in later]
    released = RELEASE.evaluate({"settlement_amount": Decimal(first), "later_months": rows})
    assert released == first + sum(later or [])
    assert released == int(released)
