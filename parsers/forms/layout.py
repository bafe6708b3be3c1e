"""The official layout of the tables: which label and which field stand in which slot, made from the forms.

A `Table` is rows of slots with rowspan and colspan, as the national form draws them (国办公开办函〔2021〕30号
and 〔2019〕60号; the statistics table of 国办发〔2014〕32号 is a list by chapter). A slot names a field or is
a label; figures are put in by whoever draws it, the site and the command line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.forms import LATEST, Form, Label, form, labels

T3_LABEL_COLUMNS = 3
"""Table 3 labels its rows in up to three columns: 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of the form: a label (`field` None) or the place of a figure."""

    zh: str = ""
    en: str = ""
    field: str | None = None
    rowspan: int = 1
    colspan: int = 1
    scope: str | None = None
    """`col` or `row` for a label, as HTML's `scope`."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report. `key` is t2, t3, t4 or s2014; `unit` holds where a slot says nothing else."""

    key: str
    zh: str
    en: str
    unit: str
    head: tuple[tuple[Slot, ...], ...]
    body: tuple[tuple[Slot, ...], ...]

    def fields(self) -> list[str]:
        """The keys of the figures, in reading order."""
        return [slot.field for row in self.body for slot in row if slot.field]


def _label(at: Form, entry: Label, scope: str, rowspan: int = 1, colspan: int = 1) -> Slot:
    return Slot(at.labels.get(entry.key, entry.zh), entry.en, None, rowspan, colspan, scope)


def _place(zh: str, en: str, field: str, colspan: int = 1) -> Slot:
    return Slot(zh, en, field, 1, colspan)


@cache
def tables(own: str | None, t2: str | None = None, t3: str | None = None) -> tuple[Table, ...]:
    """The tables of a report of form `own` whose table 2 and 3 have the forms `t2` and `t3`.

    A table of unknown form is drawn in that of the other one, or in the newest.
    """
    if own == "2014":
        return (table_2014(form("2014")),)
    known = [key for key in (t2, t3, own) if key] or [LATEST]
    return (table_2(form(t2 or known[0])), table_3(form(t3 or known[0])), table_4(form(t3 or known[0])))


def table_2(at: Form) -> Table:
    """二、主动公开政府信息情况: for each item of Article 20 a title row, a header row and its data rows."""
    width = max(len(item.columns) for item in at.t2)
    rows, columns, items = labels("t2rows"), labels("t2columns"), labels("items")
    body: list[tuple[Slot, ...]] = []
    for item in at.t2:
        # The last column of an item takes what the widest item has more.
        spans = [1] * (len(item.columns) - 1) + [width - len(item.columns) + 1]
        body.append((_label(at, items[item.key], "colgroup", colspan=width + 1),))
        heads = [_label(at, columns[c], "col", colspan=s) for c, s in zip(item.columns, spans, strict=True)]
        body.append((Slot("信息内容", "Content", scope="col"), *heads))
        body += [
            (_label(at, rows[row], "row"), *_table_2_places(at, item.key, row, item.columns, spans))
            for row in item.rows
        ]
    section = labels("sections")["s2_proactive"]
    return Table("t2", "二、" + section.zh, section.en, "件", (), tuple(body))


def _table_2_places(
    at: Form, item: str, row: str, columns: tuple[str, ...], spans: list[int]
) -> Iterator[Slot]:
    rows, heads = labels("t2rows"), labels("t2columns")
    for column, span in zip(columns, spans, strict=True):
        zh = f"{at.labels.get(row, rows[row].zh)} · {at.labels.get(column, heads[column].zh)}"
        yield _place(zh, f"{rows[row].en}, {heads[column].en}", f"t2.{item}.{row}.{column}", span)


def table_3(at: Form) -> Table:
    """三、收到和处理政府信息公开申请情况: seven columns of applicants, the rows grouped by result."""
    groups, rows = labels("t3groups"), labels("t3rows")
    results = [row for row in at.t3_rows if row not in ("new_received", "carried_in", "carried_out")]
    body: list[tuple[Slot, ...]] = []
    for row in at.t3_rows:
        group = rows[row].group
        begins: list[Slot] = []
        if results and row == results[0]:
            begins.append(_label(at, groups["results"], "rowgroup", rowspan=len(results)))
        members = [r for r in at.t3_rows if group and rows[r].group == group]
        if members and row == members[0]:
            begins.append(_label(at, groups[str(group)], "rowgroup", rowspan=len(members)))
        own = T3_LABEL_COLUMNS - (1 if row in results else 0) - (1 if group else 0)
        body.append((*begins, _label(at, rows[row], "row", colspan=own), *_table_3_places(at, row)))
    section = labels("sections")["s3_requests"]
    return Table("t3", "三、" + section.zh, section.en, "件", tuple(_table_3_head(at)), tuple(body))


def _table_3_places(at: Form, row: str) -> Iterator[Slot]:
    rows, columns = labels("t3rows"), labels("t3columns")
    for column in at.t3_columns:
        zh = f"{at.labels.get(row, rows[row].zh)} · {at.labels.get(column, columns[column].zh)}"
        en = f"{rows[row].en}, {columns[column].en}"
        yield _place(zh, en, f"t3.{row}.{column}")


def _table_3_head(at: Form) -> Iterator[tuple[Slot, ...]]:
    groups, columns = labels("t3groups"), labels("t3columns")
    first, *organisations, last = at.t3_columns
    corner = _label(at, groups["flow_note"], "col", rowspan=3, colspan=T3_LABEL_COLUMNS)
    yield corner, _label(at, groups["applicants"], "colgroup", colspan=len(at.t3_columns))
    yield (
        _label(at, columns[first], "col", rowspan=2),
        _label(at, groups["organisations"], "colgroup", colspan=len(organisations)),
        _label(at, columns[last], "col", rowspan=2),
    )
    yield tuple(_label(at, columns[c], "col") for c in organisations)


def table_4(at: Form) -> Table:
    """四、政府信息公开行政复议、行政诉讼情况: one row, three blocks of five."""
    blocks, columns = labels("t4blocks"), labels("t4columns")
    review, *suits = at.t4_blocks
    width = len(at.t4_columns)
    head = (
        (
            _label(at, blocks[review], "colgroup", colspan=width),
            _label(at, blocks["litigation"], "colgroup", colspan=width * len(suits)),
        ),
        (
            *(_label(at, columns[c], "col", rowspan=2) for c in at.t4_columns),
            *(_label(at, blocks[b], "colgroup", colspan=width) for b in suits),
        ),
        tuple(_label(at, columns[c], "col") for _ in suits for c in at.t4_columns),
    )
    places = tuple(
        _place(f"{blocks[b].zh} · {columns[c].zh}", f"{blocks[b].en}, {columns[c].en}", f"t4.{b}.{c}")
        for b in at.t4_blocks
        for c in at.t4_columns
    )
    section = labels("sections")["s4_review_litigation"]
    return Table("t4", "四、" + section.zh, section.en, "件", head, (places,))


def table_2014(at: Form) -> Table:
    """政府信息公开情况统计表: indicator, unit, figure, under nine chapters."""
    head = (
        Slot("统计指标", "Indicator", scope="col"),
        Slot("单位", "Unit", scope="col"),
        Slot("统计数", "Figure", scope="col"),
    )
    body: list[tuple[Slot, ...]] = []
    for chapter in at.chapters.values():
        inside = [entry for entry in at.indicators.values() if entry.chapter == chapter.key]
        # A chapter that is itself an indicator (四、行政复议数量) needs no title row.
        if not any(entry.zh == chapter.zh for entry in inside):
            body.append((_label(at, chapter, "colgroup", colspan=3),))
        for entry in inside:
            place = _place(entry.zh, entry.en, f"s2014.{entry.key}")
            body.append((_label(at, entry, "row"), Slot(entry.unit), place))
    return Table("s2014", "政府信息公开情况统计表", "Statistics of disclosure", "", (head,), tuple(body))
