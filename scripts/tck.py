"""The conformance tests of DMN (dmn-tck), run against app.engine.decisions.

    python scripts/tck.py DIR

DIR holds folders with models (*.dmn) and tests (*-test-*.xml), at any depth. Each expected result counts once. Lists
what is not right by folder and ends with `passed N, failed N`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from app.engine import decisions, xml
from app.errors import ShouwenError
from app.feel import numbers, temporal
from app.feel.comparing import equal
from app.feel.run import DEFAULT, Run

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
# Without a zone: only then is a local time nothing but local, as the standard has it.
NOW = datetime(2026, 1, 1, 12)  # noqa: DTZ001
TOLERANCE = Decimal("1e-8")  # the tests give irrational results to about ten digits
UNKNOWN = object()  # an expected value that cannot be read here, so nothing is equal to it


@dataclass(frozen=True)
class Check:
    case: str
    node: str
    right: bool
    note: str


def main(folder: str) -> None:
    passed = failed = 0
    for name, checks in run_folder(folder):
        wrong = [check for check in checks if not check.right]
        passed += len(checks) - len(wrong)
        failed += len(wrong)
        if wrong:
            print(f"{name}: {len(wrong)} of {len(checks)} not right")
            for check in wrong:
                print(f"    {check.case} {check.node}: {check.note}")
    print(f"passed {passed}, failed {failed}")


def run_folder(folder: str | Path) -> Iterator[tuple[str, list[Check]]]:
    """The checks of each file of tests, with the name of the folder it lies in."""
    for tests in sorted(Path(folder).rglob("*-test-*.xml")):
        yield tests.parent.name, list(run_file(tests))


def run_file(tests: Path) -> Iterator[Check]:
    root = xml.read(tests.read_bytes())
    try:
        data = (tests.parent / model_name(root)).read_bytes()
        model = decisions.read(data, others=[other.read_bytes() for other in sorted(tests.parent.glob("*.dmn"))])
    except (ShouwenError, OSError) as error:
        yield from (Check(case, node, False, str(error)) for case, node, *_ in results(root))
        return
    for case, node, expected, context, service in results(root):
        got, note = evaluated(model, service or node, node, context)
        wanted = value_of(expected) if expected is not None else None
        yield Check(case, node, same(wanted, got), f"expected {wanted!r}, got {got!r} {note}".rstrip())


def model_name(root: etree._Element) -> str:
    return (root.findtext("{*}modelName") or "").strip()


def results(root: etree._Element) -> Iterator[tuple[str, str, etree._Element | None, dict[str, Any], str | None]]:
    """Each expected result: test case, node, the expected value, the inputs, and the service to call if it is one."""
    for case in root.iterfind("{*}testCase"):
        context = {node.get("name", ""): value_of(node) for node in case.iterfind("{*}inputNode")}
        service = case.get("invocableName") if case.get("type") in ("decisionService", "bkm") else None
        for node in case.iterfind("{*}resultNode"):
            yield case.get("id", "?"), node.get("name", ""), node.find("{*}expected"), context, service


def evaluated(model: decisions.Decisions, name: str, node: str, context: Mapping[str, Any]) -> tuple[Any, str]:
    """The result and what was said on the way; what is refused counts as null, as the tests expect of an error."""
    try:
        outcome = model.evaluate(id_of(model, name), context, now=NOW)
    except ShouwenError as error:
        return None, str(error)
    result = outcome.result
    if isinstance(result, dict) and name != node and node in result:
        result = result[node]
    return result, "; ".join(outcome.warnings[:3])


def id_of(model: decisions.Decisions, name: str) -> str:
    found = [id_ for id_, known in model.names.items() if known == name]
    return found[0] if found else next((id_ for id_ in model.broken if id_.strip("_") == name), name)


# -- expected values --------------------------------------------------------------------------------------------


def value_of(node: etree._Element) -> Any:
    """The value that an input or expected element holds: one value, a list, or components."""
    components = node.findall("{*}component")
    if components:
        return {component.get("name", ""): value_of(component) for component in components}
    items = node.find("{*}list")
    if items is not None:
        return [] if items.get(NIL) == "true" else [value_of(item) for item in items.iterfind("{*}item")]
    value = node.find("{*}value")
    if value is None or value.get(NIL) == "true":
        return None
    kind = (value.get(TYPE) or "string").rpartition(":")[2]
    text = value.text or ""
    if kind == "string":
        return text
    read = READERS[kind](text.strip())
    return UNKNOWN if read is None else read


READERS = {
    "boolean": lambda text: text in ("true", "1"),
    "decimal": numbers.read,
    "double": numbers.read,
    "integer": numbers.read,
    "date": temporal.read_date,
    "time": temporal.read_time,
    "dateTime": temporal.read_date_time,
    "duration": temporal.read_duration,
}


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(got, dict) and got.keys() == wanted.keys() and all(same(wanted[key], got[key]) for key in got)
    if isinstance(wanted, list):
        return (
            isinstance(got, list)
            and len(got) == len(wanted)
            and all(same(one, other) for one, other in zip(wanted, got, strict=True))
        )
    if wanted is UNKNOWN:
        return False
    if isinstance(wanted, Decimal) and isinstance(got, Decimal | int) and not isinstance(got, bool):
        return abs(wanted - got) <= TOLERANCE * max(1, abs(wanted))
    try:
        return equal(Run(None, None, DEFAULT, None), wanted, got) is True
    except KeyError:
        return False


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: tck.py DIR")
    if not Path(sys.argv[1]).is_dir():
        sys.exit(f"There is no folder {sys.argv[1]}: the conformance tests are not part of this project.")
    main(sys.argv[1])
