"""A reading on a terminal: who and when, the three tables in the official layout, what does not add up, what is in doubt."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from parsers import Check, Figure, Reading
from parsers.forms import Form, form, labels

_FAILED = "bold red"
_DOUBT = "yellow"
_LABEL_WIDTH = 20
_EMPTY = {"blank": "", "missing": "·", "unreadable": "?"}


def show(reading: Reading, console: Console) -> None:
    """Print one reading."""
    _head(reading, console)
    figures = {f.key: f for f in reading.figures}
    suspects = {key for check in reading.failed() if check.severity == "hard" for key in check.operands}
    if reading.form == "2014":
        console.print(_table2014(figures, suspects))
    elif reading.form:
        console.print(_table2(form(reading.forms.t2 or reading.form), figures, suspects))
        console.print(_table3(form(reading.form), figures, suspects))
        console.print(_table4(figures, suspects))
    _checks(reading, console)
    for issue in reading.issues:
        console.print(
            Text(f"! {issue.code}: {issue.message}", style=_DOUBT), Text(issue.locator or "", style="dim")
        )


def _head(reading: Reading, console: Console) -> None:
    console.print(Text(reading.title or "(no title)", style="bold"))
    place = " ".join(
        p for p in (reading.region.province, reading.region.prefecture, reading.region.county) if p
    )
    facts = [
        reading.publisher or "publisher unknown",
        place,
        str(reading.report_year or "year unknown"),
        f"form {reading.form}" if reading.form else "no tables",
        f"published {reading.published_on}" if reading.published_on else "",
    ]
    console.print(" · ".join(fact for fact in facts if fact))


def _cell(figure: Figure | None, suspects: set[str]) -> Text:
    """A figure as published; red where a failed identity has it, yellow where its place or text is in doubt."""
    if figure is None:
        return Text("·", style="dim")
    if figure.state in _EMPTY:
        text = _EMPTY[figure.state]
    else:
        text = figure.raw if figure.raw is not None else str(figure.value)
    doubtful = figure.state == "unreadable" or any(
        f.startswith("placed") or f == "label_fuzzy" for f in figure.flags
    )
    style = _FAILED if figure.key in suspects else _DOUBT if doubtful else ""
    return Text(" ".join(text.split()), style=style, justify="right")


def _table2(layout: Form, figures: dict[str, Figure], suspects: set[str]) -> Table:
    table = Table(title="二、主动公开政府信息情况", show_header=False)
    rows, columns, items = labels("t2rows"), labels("t2columns"), labels("items")
    for item in layout.t2:
        names = [layout.labels.get(c, columns[c].zh) for c in item.columns]
        table.add_row(Text(items[item.key].zh, style="bold"), *(Text(n, style="dim") for n in names))
        for row in item.rows:
            cells = [_cell(figures.get(f"t2.{item.key}.{row}.{c}"), suspects) for c in item.columns]
            table.add_row(layout.labels.get(row, rows[row].zh), *cells)
    for key in [k for k in figures if k.startswith("t2.ext.")]:
        table.add_row(Text(key.removeprefix("t2.ext."), style="dim"), _cell(figures[key], suspects))
    return table


def _table3(layout: Form, figures: dict[str, Figure], suspects: set[str]) -> Table:
    table = Table(
        title="三、收到和处理政府信息公开申请情况", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    rows, columns, groups = labels("t3rows"), labels("t3columns"), labels("t3groups")
    table.add_column("", min_width=_LABEL_WIDTH, overflow="fold")
    for column in layout.t3_columns:
        table.add_column(columns[column].zh, justify="right", overflow="fold", max_width=8)
    group: str | None = None
    for row in layout.t3_rows:
        entry = rows[row]
        if entry.group and entry.group != group:
            table.add_row(Text(groups[entry.group].zh, style="dim"))
        group = entry.group
        indent = "  " if entry.group else ""
        cells = [_cell(figures.get(f"t3.{row}.{c}"), suspects) for c in layout.t3_columns]
        table.add_row(indent + entry.zh, *cells)
    return table


def _table4(figures: dict[str, Figure], suspects: set[str]) -> Table:
    layout = form("2021")
    table = Table(title="四、政府信息公开行政复议、行政诉讼情况")
    blocks, columns = labels("t4blocks"), labels("t4columns")
    table.add_column("")
    for column in layout.t4_columns:
        table.add_column(columns[column].zh, justify="right")
    for block in layout.t4_blocks:
        cells = [_cell(figures.get(f"t4.{block}.{c}"), suspects) for c in layout.t4_columns]
        table.add_row(blocks[block].zh, *cells)
    return table


def _table2014(figures: dict[str, Figure], suspects: set[str]) -> Table:
    table = Table("统计指标", "单位", "统计数", title="政府信息公开情况统计表")
    for key, entry in form("2014").indicators.items():
        table.add_row(entry.zh, entry.unit, _cell(figures.get(f"s2014.{key}"), suspects))
    return table


def _checks(reading: Reading, console: Console) -> None:
    counts = {o: sum(c.outcome == o for c in reading.checks) for o in ("pass", "fail", "not_assessable")}
    summary = (
        f"checks: {counts['pass']} pass, {counts['fail']} fail, {counts['not_assessable']} not assessable"
    )
    console.print(Text(summary, style="green" if not counts["fail"] else ""))
    for check in reading.failed():
        console.print(_arithmetic(check))


def _arithmetic(check: Check) -> Text:
    """A failed check with its two sides: t3.flow.total: 131 ≠ 130."""
    sign = "<" if check.key.startswith("s1") else "≠"
    style = _FAILED if check.severity == "hard" else _DOUBT
    return Text(f"  {check.key}: {check.left} {sign} {check.right}   ({check.severity})", style=style)
