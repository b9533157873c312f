"""The procedures, taken through the browser by the people of the demo organisation to every one of their ends."""

from __future__ import annotations

import os

import pytest

from tests.support.browser import needs_a_build
from tests.support.clerk import DESKTOP, PHONE, House
from tests.support.course import Course

pytestmark = [pytest.mark.browser, needs_a_build]

# An example for each end, by turns on a desk's screen and on a phone; and how many of its steps lie in the past: all
# that needs days to pass, and in long loops the rounds before the last one, so that the suite stays short.
ENDS = (
    ("bank-association", "02-upheld", 0, DESKTOP),
    ("bank-association", "04-duplicate", 0, PHONE),
    ("bank-association", "25-withdrawn-in-the-middle", 0, DESKTOP),
    ("retail-seven-steps", "03-transport", 0, PHONE),
    ("retail-seven-steps", "10-exhausted-needs-evidence", 15, DESKTOP),
    ("retail-seven-steps", "02-not-founded", 0, PHONE),
    ("si-dispatch", "01-straight", 0, DESKTOP),
    ("si-dispatch", "28-unreachable", 9, PHONE),
    ("si-dispatch", "25-exhausted", 16, DESKTOP),
    ("si-dispatch", "33-withdrawn", 0, PHONE),
)
OTHER = {DESKTOP: PHONE, PHONE: DESKTOP}
TURNED = bool(os.environ.get("SHOUWEN_TEST_TURN_WIDTHS"))  # the other half: what was wide is narrow


@pytest.mark.parametrize(("process", "example", "past", "width"), ENDS)
def test_a_case_comes_to_its_end(house: House, process: str, example: str, past: int, width: int) -> None:
    house.width = OTHER[width] if TURNED else width
    Course(house, process, example, past=past).run()
