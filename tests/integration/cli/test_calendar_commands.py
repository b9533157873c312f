"""`shouwen calendar`: what is open, files out and in, a proposal that somebody else publishes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main

ROOT = Path(__file__).parents[3]
WHO = """
units: {id: house, name: 全部}
people:
  - {login: zhou, name: 周, roles: [administrator@house]}
  - {login: lu, name: 陆, roles: [process-owner@house]}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "who.yaml").write_text(WHO, encoding="utf-8")
    for arguments in (("set-up",), ("user", "import", str(tmp_path / "who.yaml"))):
        done = shouwen(tmp_path, *arguments)
        assert done.exit_code == 0, done.output
    return tmp_path


def shouwen(data: Path, *arguments: str) -> Result:
    environment = {"SHOUWEN_DATA": str(data), "DATABASE_URL": "", "SHOUWEN_LOG_LEVEL": "CRITICAL"}
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def test_a_year_goes_out_and_comes_in_through_two_people(data: Path) -> None:
    assert shouwen(data, "calendar", "list").stdout.splitlines()[0].startswith("cn\t")
    written = shouwen(data, "calendar", "export", "cn", "2026").stdout_bytes
    assert "2026-10-01,off,国庆节," in written.decode("utf-8-sig")

    file = data / "2027.csv"
    file.write_text("date,kind,name\n2027-01-01,off,元旦\n2027-03-08,off,台风停工\n", encoding="utf-8")
    given = ("2027", str(file), "--published", "--by", "zhou", "--reason", "通知")
    number = shouwen(data, "calendar", "import", "cn", *given).stdout.strip()
    assert (
        "2027-03-08\t09:00-12:00, 13:30-17:30 -> 台风停工 off"
        in shouwen(data, "calendar", "preview", number, "--by", "lu").stdout
    )
    refused = shouwen(data, "calendar", "publish", number, "--by", "zhou", "--reason", "自己")
    assert (refused.exit_code, "somebody who had no hand" in refused.output) == (1, True)

    done = shouwen(data, "calendar", "publish", number, "--by", "lu", "--reason", "核对")

    assert done.exit_code == 0, done.output
    assert "2027:provisional" not in shouwen(data, "calendar", "list").stdout
    assert shouwen(data, "verify").exit_code == 0


def test_a_file_that_is_wrong_names_its_line(data: Path) -> None:
    file = data / "wrong.csv"
    file.write_text("date,kind\n2027-02-30,off\n", encoding="utf-8")

    done = shouwen(data, "calendar", "import", "cn", "2027", str(file), "--by", "zhou", "--reason", "x")

    assert done.exit_code == 1
    assert "Line 2: 2027-02-30 is not a date" in done.output
