"""The page as the form prints it: three tables with their spans, six headings, a title and a signature."""

from __future__ import annotations

from dataclasses import dataclass

from tests.parsers.layouts import official
from tests.parsers.layouts.figures import Figures, printed
from tests.parsers.layouts.model import Cell, Page, Part, Row, Table, Text

PROSE = {
    "s1": "本年度，我单位认真贯彻《中华人民共和国政府信息公开条例》，持续推进主动公开、依申请公开、政府信息管理、平台建设和监督保障等各项工作，"
    "公开的范围逐步扩大，公开的质量有所提高，群众的知情权得到较好的保障。",
    "s5": "存在的问题主要是个别股室对公开工作重视不够，信息更新不够及时，解读的形式较为单一。下一步将加强业务培训，完善工作机制，提高公开的时效。",
    "s6": "本单位无其他需要报告的事项。",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Who reports on which year: `printed` stands in the title, `publisher` is its full name."""

    printed: str
    publisher: str


PUBLISHERS = (
    Heading("栾川县人民政府", "栾川县人民政府"),
    Heading("平阴县人民政府办公室", "平阴县人民政府办公室"),
    Heading("沭阳县发展和改革局", "沭阳县发展和改革局"),
    Heading("卫辉市人民政府", "卫辉市人民政府"),
    Heading("新县", "新县人民政府"),
    Heading("湖口县大垅乡人民政府", "湖口县大垅乡人民政府"),
)


def base_page(heading: Heading, year: int, form2: str, form3: str, truth: Figures) -> Page:
    """The report of a publisher, laid out as the form is."""
    title = f"{heading.printed}{year}年政府信息公开工作年度报告"
    tables = {
        "s2": table2(form2, truth),
        "s3": table3(form3, truth),
        "s4": table4(truth),
    }
    parts: list[Part] = [Text("title", f'<p style="text-align:center"><strong>{title}</strong></p>')]
    for key, text in official.HEADINGS.items():
        parts.append(Text("heading", f"<p><strong>{text}</strong></p>"))
        parts.append(tables[key] if key in tables else Text("prose", f"<p>{PROSE[key]}</p>"))
    parts.append(Text("sign", f"<p>{heading.publisher}</p><p>{year + 1}年1月18日</p>"))
    return Page(title, heading.publisher, year, form2, form3, dict(truth), parts, page_title=title)


def _value(truth: Figures, key: str, colspan: int = 1) -> Cell:
    return Cell(printed(truth[key]), "value", key, colspan=colspan)


def table2(form: str, truth: Figures) -> Table:
    """Items of article 20, each with its own header; a column that is alone spans the others."""
    rows: list[Row] = []
    for item, (labels, columns) in official.T2_LAYOUT[form].items():
        last = 3 - len(columns) + 1
        spans = [*[1] * (len(columns) - 1), last]
        rows.append(Row([Cell(official.T2_ITEMS[item], "item", colspan=4)]))
        heads = [
            Cell(text, "head", key, colspan=span)
            for (key, text), span in zip(columns.items(), spans, strict=True)
        ]
        rows.append(Row([Cell(official.CONTENT, "head"), *heads]))
        for row, label in labels.items():
            key = f"t2.{item}.{row}"
            cells = [
                _value(truth, f"{key}.{column}", span) for column, span in zip(columns, spans, strict=True)
            ]
            rows.append(Row([Cell(label, "row", row), *cells], key=key))
    return Table("t2", rows)


def table3(form: str, truth: Figures) -> Table:
    """Three header rows, three label columns, seven columns of figures."""
    columns = official.T3_COLUMNS
    rows = [
        Row(
            [
                Cell(official.CORNER, "corner", colspan=3, rowspan=3),
                Cell(official.APPLICANTS, "head", "applicants", colspan=7),
            ]
        ),
        Row(
            [
                Cell(columns["natural_person"], "head", "natural_person", rowspan=2),
                Cell(official.LEGAL_PERSONS, "head", "organisations", colspan=5),
                Cell(columns["total"], "head", "total", rowspan=2),
            ]
        ),
        Row([Cell(columns[c], "head", c) for c in official.ORGANISATIONS]),
    ]
    labels = official.t3_rows(form)
    results = len(labels) - 3
    opened: str | None = None
    for row, label in labels.items():
        lead: list[Cell] = []
        if row == "granted":
            lead.append(Cell(official.RESULTS, "results", rowspan=results))
        group = official.group_of(row)
        if group and group != opened:
            lead.append(Cell(group, "group", rowspan=len(official.GROUPS[group])))
        opened = group
        outer = row in official.FLOW or row in official.CARRIED_OUT
        lead.append(Cell(label, "row", row, colspan=3 if outer else 1 if group else 2))
        rows.append(Row([*lead, *(_value(truth, f"t3.{row}.{c}") for c in columns)], key=row))
    return Table("t3", rows)


def results_of(block: str, rowspan: int = 1) -> list[Cell]:
    return [
        Cell(text, "head", f"{block}.{key}", rowspan=rowspan) for key, text in official.T4_RESULTS.items()
    ]


def values_of(truth: Figures, *blocks: str) -> list[Cell]:
    return [_value(truth, f"t4.{block}.{key}") for block in blocks for key in official.T4_RESULTS]


def table4(truth: Figures) -> Table:
    """Three header rows over one row of fifteen figures."""
    blocks = official.T4_BLOCKS
    rows = [
        Row(
            [
                Cell(blocks["review"], "head", "review", colspan=5),
                Cell(official.LITIGATION, "head", "litigation", colspan=10),
            ]
        ),
        Row(
            [
                *results_of("review", rowspan=2),
                Cell(blocks["direct"], "head", "direct", colspan=5),
                Cell(blocks["after_review"], "head", "after_review", colspan=5),
            ]
        ),
        Row([*results_of("direct"), *results_of("after_review")]),
        Row(values_of(truth, "review", "direct", "after_review"), key="review direct after_review"),
    ]
    return Table("t4", rows)
