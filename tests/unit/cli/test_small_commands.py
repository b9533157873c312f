"""`shouwen feel` and `shouwen calendar due`: answers, refusals and exit statuses."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from app.cli import main


def shouwen(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=given)


@pytest.mark.parametrize(
    ("spec", "at", "answer"),
    [
        ("2WD", "2026-09-29T10:00", "2026-10-08T17:30"),
        ("2WH", "2026-02-13T16:30", "2026-02-14T10:00"),
        ("24H", "2026-02-13T16:30", "2026-02-14T16:30"),
        ("15ND", "2026-02-05T10:00", "2026-02-25T00:00"),
        ("2WD", "2026-12-30T10:00", "2027-01-04T17:30 provisional"),
        ("2WD", "2026-09-29T02:00Z", "2026-10-08T17:30"),
    ],
)
def test_a_limit_ends_at_a_local_time(spec: str, at: str, answer: str) -> None:
    done = shouwen("calendar", "due", spec, at)

    assert (done.output, done.exit_code) == (answer + "\n", 0)


def test_another_calendar_is_named_by_its_id() -> None:
    assert shouwen("calendar", "due", "4WH", "2026-10-01T10:00", "--calendar", "always").output == "2026-10-01T14:00\n"


def test_limits_are_answered_line_by_line() -> None:
    done = shouwen("calendar", "due", "-", given="2WD 2026-09-29T10:00\n4WH 2026-09-29 10:00\n2WD 2026-12-30T10:00\n")

    assert done.output == "2026-10-08T17:30\n2026-09-29T15:30\n2027-01-04T17:30 provisional\n"
    assert done.exit_code == 0


def test_a_line_that_cannot_be_answered_keeps_its_place() -> None:
    done = shouwen("calendar", "due", "-", given="2XX 2026-09-29T10:00\n24H 2026-09-29T10:00\n")

    assert done.output == ("error: 2XX is not a time limit: write 2WD, 4WH, 24H or 15ND.\n2026-09-30T10:00\n")
    assert done.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence", "status"),
    [
        (("2XX", "2026-09-29T10:00"), "2XX is not a time limit: write 2WD, 4WH, 24H or 15ND.", 2),
        (("2WD", "tomorrow"), "tomorrow is not a date and time: write 2026-09-29T10:00.", 2),
        (("2WD", "2026-09-29T10:00", "--calendar", "x"), "There is no calendar x.", 2),
        (("2WD", "2031-09-29T10:00"), "Calendar cn has no data for 2031: no deadline can be counted into it.", 1),
    ],
)
def test_what_cannot_be_counted_is_said_in_one_sentence(arguments: tuple[str, ...], sentence: str, status: int) -> None:
    done = shouwen("calendar", "due", *arguments)

    assert (done.stderr, done.stdout, done.exit_code) == (sentence + "\n", "", status)


def test_a_limit_without_a_start_is_wrong_use() -> None:
    assert shouwen("calendar", "due", "2WD").exit_code == 2


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("0.1 + 0.2", "{}", "0.3"),
        ('="投诉" + 编号', '{"编号": "7"}', '"投诉7"'),
        ("金额 * 0.30", '{"金额": 19.9}', "5.97"),
        ('{a: [1, null, true], "b c": "x"}', "{}", '{"a": [1, null, true], "b c": "x"}'),
        ('date("2026-09-29") + duration("P1D")', "{}", '"2026-09-30"'),
        ('workdays(2, date and time("2026-09-29T10:00:00"))', "{}", '"2026-10-08T17:30:00@Asia/Shanghai"'),
    ],
)
def test_an_expression_is_printed_as_json(expression: str, context: str, value: str) -> None:
    done = shouwen("feel", expression, "--context", context)

    assert (done.output, done.exit_code) == (value + "\n", 0)


def test_why_something_became_null_goes_to_standard_error() -> None:
    done = shouwen("feel", "amount > 3", "--context", '{"amount": null}')
    assert (done.exit_code, done.stdout) == (0, "null\n")
    assert done.stderr == "null: Null and number cannot be compared / 空值不能和数字比较\n"


def test_what_can_never_work_is_told_though_it_has_a_value():
    done = shouwen("feel", "2026-10-01")
    assert done.stdout == "2015\n"
    assert "doubt: 2026-10-01 is a subtraction" in done.stderr
    assert "2026-10-01 是减法" in done.stderr


def test_an_expression_that_cannot_be_read_fails_with_one_line() -> None:
    done = shouwen("feel", "1 +")

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("context", ["{", "[]"])
def test_a_context_that_is_no_object_is_wrong_use(context: str) -> None:
    assert shouwen("feel", "1", "--context", context).exit_code == 2


def test_small_commands_do_not_load_what_they_do_not_need() -> None:
    """They are called by scripts, often: a start must not cost the import of the whole application."""
    script = (
        "import sys; from click.testing import CliRunner; from app.cli import main; "
        "[CliRunner().invoke(main, a) for a in (['feel', '1'], ['calendar', 'due', '2WD', '2026-09-29T10:00'])]; "
        "print([m for m in ('flask', 'sqlalchemy', 'SpiffWorkflow', 'apscheduler') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
