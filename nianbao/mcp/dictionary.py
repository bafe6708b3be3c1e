"""What can be asked: a short data dictionary, and whether a question is one that reports answer."""

from __future__ import annotations

import re

from archive.coverage.query import STATUSES
from archive.history.query import KINDS
from archive.schema.view_measures import measures
from archive.search import normalise
from nianbao.mcp import labels
from nianbao.mcp.answers import QUOTED, Json, Refused, words
from nianbao.mcp.arguments import WhatCanBeAsked
from nianbao.mcp.asked import ROWS, Asked
from parsers.lexicon.traditional import simplified

YEAR = re.compile(r"(?<!\d)2\d{3}(?!\d)")
COUNTS = """
select (select count(reading_id) from reports) as reports, (select count(*) from publishers) as bodies,
    (select min(year) from reports) as first_year, (select max(year) from reports) as last_year"""
FIGURES = """
select table_no, key, zh, en from fields
where forms <> '[]' and (table_no not in ('t3', 't4') or column_key = 'total') order by position"""
COLUMNS = """
select table_no, group_concat(distinct column_key) as columns from fields where table_no in ('t3', 't4') group by 1"""
TABLES = {
    "t2": "二、主动公开（第二十条） / 2 Disclosed on the organ's own initiative (article 20)",
    "t3": "三、收到和处理申请 / 3 Requests received and handled",
    "t4": "四、复议、诉讼 / 4 Reconsiderations and suits",
    "s2014": "2014年表 / the form of 2014 (years 2014 to 2018)",
}


def what_can_be_asked(asked: Asked, given: WhatCanBeAsked) -> Json:
    """The dictionary; for a question, the figures that it names.

    :raises Refused: the question is one that no report answers.
    """
    if not given.question.strip():
        return _dictionary(asked)
    later = [int(year) for year in YEAR.findall(normalise(given.question)) if int(year) > asked.year]
    if later:
        raise Refused("future", year=max(later))
    if about := _beyond(given.question):
        raise Refused("not_held", about=about, ask="what_can_be_asked with no question")
    named = labels.mentioned(asked.conn, given.question)
    if not named:
        raise Refused("not_held", ask="what_can_be_asked with no question", search="search_reports")
    rows = [{"key": n.key, "zh": n.zh, "en": n.en, "kind": n.kind} for n in named]
    return {"rows": rows[:ROWS], "cut": len(rows) > ROWS, "next": "get_figures", "quoted": QUOTED}


def _beyond(question: str) -> str | None:
    """What a question is about where reports cannot answer it."""
    plain = f" {simplified(normalise(question)).replace('|', ' ')} "
    for topic in words()["topics"]:
        if any((f" {word} " if word.isascii() else word) in plain for word in topic["words"]):
            return str(topic["about"])
    return None


def _dictionary(asked: Asked) -> Json:
    held = dict(asked.conn.execute(COUNTS).fetchone())
    tables: Json = {}
    for row in asked.conn.execute(FIGURES):
        table = tables.setdefault(row["table_no"], {"about": TABLES.get(row["table_no"]), "figures": {}})
        table["figures"][row["key"]] = f"{row['zh']} / {row['en']}"
    for row in asked.conn.execute(COLUMNS):
        tables[row["table_no"]]["columns_beside_total"] = row["columns"]
    return {
        "archive": held | {"proof": asked.site.home},
        "figure_keys": "table.row.column, as t3.granted.total",
        "tables": tables,
        "sums": {n.key: f"{n.zh} / {n.en}" for n in labels.known(asked.conn) if n.kind == "sum"},
        "rates": {m.key: f"{m.zh} / {m.en}" for m in measures().values()},
        "statuses": {status: " / ".join(said) for status, said in STATUSES.items()},
        "changes": list(KINDS),
        "refused_because": words()["reasons"],
        "never": [topic["about"] for topic in words()["topics"]],
        "rows_at_most": ROWS,
        "quoted": QUOTED,
    }
