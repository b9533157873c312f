"""The conformance tests of DMN, where they lie beside the project: they are not a part of it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts import tck

ROOT = Path(__file__).parents[3]
FOLDER = ROOT.parent / "shared" / "conformance" / "dmn-tck"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the conformance tests are not at {FOLDER}")


@pytest.fixture(scope="module")
def ran() -> list[tuple[str, list[tck.Check]]]:
    return list(tck.run_folder(FOLDER))


def test_at_least_95_percent_of_the_results_are_right(ran: list[tuple[str, list[tck.Check]]]) -> None:
    checks = [check.right for _, found in ran for check in found]
    assert len(checks) > 2000
    assert sum(checks) / len(checks) >= 0.95


def test_each_folder_that_is_not_right_is_explained(ran: list[tuple[str, list[tck.Check]]]) -> None:
    documentation = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8")
    explained = {
        folder: int(count) for folder, count in re.findall(r"^\| `(\d{4}-[\w-]+)` \| (\d+) \|", documentation, re.M)
    }
    wrong = Counter(folder for folder, found in ran for check in found if not check.right)
    assert explained == wrong
