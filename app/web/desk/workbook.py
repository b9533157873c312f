"""Figures as a workbook: one sheet of numbers, one that lists the case behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.casework.cases import Case
from app.casework.figures import Counted
from app.web.desk.values import Known

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so could be read as a formula
WIDEST = 60


def of(case: Case, said: Sequence[Known], counted: Sequence[Counted]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    _numbers(book.create_sheet(_("Figures")), case, said, counted)
    _sources(book.create_sheet(_("Cases behind them")), counted)
    return book


def _numbers(sheet: Worksheet, case: Case, said: Sequence[Known], counted: Sequence[Counted]) -> None:
    _line(sheet, [f"{case.process_name} {case.number}"], bold=True)
    for known in said:
        _line(sheet, [known.label, known.text])
    for each in counted:
        _line(sheet, [])
        _line(sheet, [each.title, each.begin, each.until], bold=True)
        for table in each.tables:
            _line(sheet, [table.by, *table.labels], bold=True)
            for row in table.rows:
                _line(sheet, [row.of, *(measure.number for measure in row.measures)])
    _widen(sheet)


def _sources(sheet: Worksheet, counted: Iterable[Counted]) -> None:
    _line(sheet, [_("Figures"), _("By"), _("Of"), _("Number"), _("Case")], bold=True)
    for each in counted:
        for table, row, measure, case in each.sources():
            _line(sheet, [each.title, table.by, row.of, measure.label, case])
    sheet.freeze_panes = "A2"
    _widen(sheet)


def _line(sheet: Worksheet, cells: Sequence[Any], *, bold: bool = False) -> None:
    sheet.append([_plain(cell) for cell in cells])
    for cell in sheet[sheet.max_row]:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if bold:
            cell.font = Font(bold=True)


def _plain(value: Any) -> Any:
    """What people wrote stays text: it is never read as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _widen(sheet: Worksheet) -> None:
    for number, column in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max((len(str(value or "")) for value in column), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest * 1.8 + 2, WIDEST)
