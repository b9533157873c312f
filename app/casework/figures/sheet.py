"""What was counted, for people: tables of measures, and behind each number the cases it was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.casework.journal import Entry
from app.engine import values

COUNTED = "counted"


@dataclass(frozen=True, kw_only=True)
class Measure:
    label: str
    number: Any
    cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    of: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    by: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    title: str
    begin: str
    until: str  # before which it ends
    as_of: datetime
    tables: tuple[Table, ...]
    raw: Mapping[str, Any]

    def sources(self) -> Iterator[tuple[Table, Row, Measure, str]]:
        """Each case behind each number."""
        for table in self.tables:
            for row in table.rows:
                for measure in row.measures:
                    for case in measure.cases:
                        yield table, row, measure, case


def counted_in(entries: Iterable[Entry]) -> list[Counted]:
    """What was counted for a case, from its journal: of what was counted again, the last."""
    found: dict[str, Counted] = {}
    for entry in entries:
        brought = entry.asked.get("values", {}) if entry.kind in ("JobDone", "Start") else {}
        data = values.from_json(brought.get(COUNTED))
        if isinstance(data, Mapping) and "as_of" in data:
            found[str(sorted(data["asked"].items()))] = _read(data)
    return list(found.values())


def _read(data: Mapping[str, Any]) -> Counted:
    return Counted(
        title=data["title"],
        begin=str(data["asked"]["from"]),
        until=str(data["asked"]["until"]),
        as_of=datetime.fromisoformat(data["as_of"]),
        tables=tuple(_table(table) for table in data["tables"]),
        raw=data,
    )


def _table(data: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row(of=row["name"], measures=tuple(_measure(label, row[key]) for key, label in data["measures"]))
        for row in data["rows"]
    )
    return Table(by=data["by"], labels=tuple(label for _, label in data["measures"]), rows=rows)


def _measure(label: str, cell: Mapping[str, Any]) -> Measure:
    return Measure(label=label, number=cell.get("sum", cell["count"]), cases=tuple(cell["cases"]))
