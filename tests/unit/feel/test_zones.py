"""What a form gives has no zone, what the time functions give has one: both are read in the zone of the evaluation."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import feel

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('date and time("2026-03-02T10:00:01") > now()', True),
        ('date and time("2026-03-02T10:00:00") = now()', True),
        ('date and time("2026-03-02T02:00:00Z") = date and time("2026-03-02T10:00:00")', True),
        ('date and time("2026-03-02T12:00:00") - now()', timedelta(hours=2)),
        ('now() between date and time("2026-03-02T09:00:00") and date and time("2026-03-02T11:00:00")', True),
    ],
)
def test_a_time_without_a_zone_is_one_of_the_evaluation(text, value):
    assert feel.parse(text).evaluate({}, now=NOW) == value


def test_without_a_zone_to_read_it_in_the_answer_is_null():
    assert (
        feel.parse('date and time("2026-03-02T10:00:00") < date and time("2026-03-02T10:00:00Z")').evaluate({}) is None
    )
