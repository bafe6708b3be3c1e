"""The figures of a report written out as text, in each layout that converters are known to leave.

The rows come from the official form; a layout is a function from rows of cells to text. Blank cells stay blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parsers.forms import Form, form, labels

Rows = list[list[str]]
Values = dict[str, str]
"""Field key → the text printed in its cell."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables as rows of cells; table 3 with its group labels in columns of their own."""

    t2: Rows
    t3: Rows
    t4: Rows


def tables(form_key: str, values: Values) -> Tables:
    """The official tables of a form, filled."""
    layout = form(form_key)
    return Tables(_table2(layout, values), _table3(layout, values), _table4(layout, values))


def _table2(layout: Form, values: Values) -> Rows:
    columns, rows, items = labels("t2columns"), labels("t2rows"), labels("items")
    out: Rows = []
    for item in layout.t2:
        out.append([items[item.key].zh])
        out.append(["信息内容", *(layout.labels.get(c, columns[c].zh) for c in item.columns)])
        for row in item.rows:
            cells = [values[f"t2.{item.key}.{row}.{c}"] for c in item.columns]
            out.append([layout.labels.get(row, rows[row].zh), *cells])
    return out


def _table3(layout: Form, values: Values) -> Rows:
    columns, rows, groups = labels("t3columns"), labels("t3rows"), labels("t3groups")
    kinds = [columns[c].zh for c in layout.t3_columns[1:6]]
    out: Rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"],
        ["自然人", "法人或其他组织", "总计"],
        kinds,
    ]
    group: str | None = None
    for row in layout.t3_rows:
        entry = rows[row]
        lead = [groups["results"].zh] if row == "granted" else []
        if entry.group and entry.group != group:
            lead.append(groups[entry.group].zh)
        group = entry.group
        out.append([*lead, entry.zh, *(values[f"t3.{row}.{c}"] for c in layout.t3_columns)])
    return out


def _table4(layout: Form, values: Values) -> Rows:
    columns = [c.zh for c in labels("t4columns").values()]
    figures = [values[f"t4.{b}.{c}"] for b in layout.t4_blocks for c in layout.t4_columns]
    return [
        ["行政复议", "行政诉讼"],
        [*columns, "未经复议直接起诉", "复议后起诉"],
        [*columns, *columns],
        figures,
    ]


def tabs(rows: Rows) -> str:
    """L2: a row a line, cells apart by tabs."""
    return "\n".join("\t".join(row) + ("\t" if len(row) == 1 else "") for row in rows)


def padded_tabs(rows: Rows) -> str:
    """L2 with the empty cells of merged ones before and behind a row, as office converters print them."""
    lead = ["\t\t" * (i % 2) if row[0][:1] >= "\u4e00" else "" for i, row in enumerate(rows)]
    return "\n".join(lead[i] + "\t".join(row) + "\t" * (1 + i % 3) for i, row in enumerate(rows))


def cell_a_line(rows: Rows) -> str:
    """L3: a cell a line behind a tab, an empty line behind each row."""
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows) + "\n"


def pipes(rows: Rows) -> str:
    """L5: pipes between cells and a run of them for merged ones."""
    return "\n".join(" | ".join(row) + " |" + "|" * (len(row) % 3) for row in rows)


def markdown(rows: Rows) -> str:
    """L8: a Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def lone_pipes(rows: Rows) -> str:
    """L6: each cell on its line, a line with a pipe behind it."""
    return "\n".join(f"{cell}\n|" for row in rows for cell in row)


def trailing_pipes(rows: Rows) -> str:
    """L7: each cell on its line with a pipe at its end, a run of pipes behind a row."""
    return "\n".join("\n".join(f"{cell} |" for cell in row) + "\n|||" for row in rows)


def blank_lines(rows: Rows) -> str:
    """L4: each cell on its line, an empty line between; blank cells leave no trace at all."""
    return "\n\n".join(cell for row in rows for cell in row if cell)


LAYOUTS: dict[str, Callable[[Rows], str]] = {
    f.__name__: f
    for f in (tabs, padded_tabs, cell_a_line, pipes, markdown, lone_pipes, trailing_pipes, blank_lines)
}


def report(title: str, figures: Tables, layout: Callable[[Rows], str]) -> str:
    """A whole report as text."""
    return "\n".join(
        [
            title,
            "一、总体情况",
            "本年度各项工作按条例进行，具体数字见后面的表格。",
            "二、主动公开政府信息情况",
            layout(figures.t2),
            "三、收到和处理政府信息公开申请情况",
            layout(figures.t3),
            "四、政府信息公开行政复议、行政诉讼情况",
            layout(figures.t4),
            "五、存在的主要问题及改进情况",
            "人手不足，下一年加强学习。",
            "六、其他需要报告的事项",
            "无",
        ]
    )
