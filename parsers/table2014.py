"""政府信息公开情况统计表 (国办发〔2014〕32号): one value column, the indicator known by its chapter and its label."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.forms import Label, form
from parsers.labelling import label_parts
from parsers.model import Cell, Grid, Issue
from parsers.rowstream import Row, printed, rows_of
from parsers.second import CODE as SECOND
from parsers.textnorm import squeeze

_ENOUGH = 5


@dataclass(slots=True)
class Table2014:
    """The value cell of each indicator, and the labels of rows that the form does not know."""

    cells: dict[str, Cell] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def read_table2014(grids: list[Grid]) -> Table2014:
    """Read the statistics table, wherever it stands; empty where the report has none."""
    table = Table2014()
    chapters, indicators = form("2014").chapters, form("2014").indicators
    chapter: str | None = None
    again: list[Cell] = []
    for row in rows_of([g for g in grids if _is_table2014(g)]):
        label = next((c for c, kind in zip(row.cells, row.kinds, strict=True) if kind == "label"), None)
        if label is None or squeeze(label.text).startswith("统计指标"):
            continue
        part = label_parts(label.text)[-1]
        chapter = next((k for k, e in chapters.items() if e.matches(part) is not None), chapter)
        key = next(
            (k for k, e in indicators.items() if e.chapter == chapter and e.matches(part) is not None), None
        )
        value = _value_of(row, label)
        if key is not None and value is not None:
            if table.cells.setdefault(key, value) is not value and printed(value):
                again.append(label)
        elif value is not None and printed(value) and chapter and not _is_heading(part, chapters):
            message = f"the statistics table has a row that the form does not know: {label.text} {value.text}"
            table.issues.append(Issue("unknown_row", message, label.locator))
    if again:
        message = (
            f"the statistics table prints {len(again)} rows a second time; only the first of each is read"
        )
        code = SECOND if len(again) >= _ENOUGH else "duplicate_row"
        table.issues.append(Issue(code, message, again[0].locator))
    return table


def _is_heading(part: str, chapters: dict[str, Label]) -> bool:
    return any(e.matches(part) is not None for e in chapters.values()) or "渠道和方式" in part


def _is_table2014(grid: Grid) -> bool:
    indicators = form("2014").indicators.values()
    texts = [label_parts(c.text)[-1] for row in grid.rows for c in row[:2] if len(c.text) < 120]
    return sum(1 for t in texts if any(e.matches(t) is not None for e in indicators)) >= _ENOUGH


def _value_of(row: Row, label: Cell) -> Cell | None:
    """The last cell behind the label that is not its unit."""
    behind = [c for c in row.cells if c.col > label.col]
    units = {"条", "件", "次", "篇", "万元", "个", "人", "人次", "——", "—", "-", "单位"}
    if len(behind) >= 2 and squeeze(behind[0].text) in units | {"--"}:
        return behind[1]
    return behind[-1] if behind and squeeze(behind[-1].text) not in units else None
