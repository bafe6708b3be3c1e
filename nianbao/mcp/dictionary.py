"""What can be asked: a short data dictionary, and whether a question is one that reports answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

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
    """The dictionary; for a question, the figures that it names and the tools that answer it.

    :raises Refused: the question is one that no report answers.
    """
    if not given.question.strip():
        return _dictionary(asked)
    later = [int(year) for year in YEAR.findall(normalise(given.question)) if int(year) > asked.year]
    if later:
        raise Refused("future", year=max(later))
    named = labels.mentioned(asked.conn, given.question)
    plain = _plain(given.question)
    if about := _beyond(_without(plain, named)):
        raise Refused("not_held", about=about, ask="what_can_be_asked with no question")
    tools = [tool for tool, said in _asks().items() if _has(plain, said)]
    if not named and not tools:
        raise Refused("not_held", ask="what_can_be_asked with no question", search="search_reports")
    rows = [{"key": n.key, "zh": n.zh, "en": n.en, "kind": n.kind} for n in named]
    steps = ["get_figures"] * bool(named) + tools
    return {"rows": rows[:ROWS], "cut": len(rows) > ROWS, "next": ", ".join(steps), "quoted": QUOTED}


def _plain(text: str) -> str:
    """In small letters and simplified characters, a blank at both ends."""
    return f" {simplified(normalise(text)).replace('|', ' ')} "


def _has(plain: str, said: Iterable[str]) -> bool:
    return any((f" {word} " if word.isascii() else word) in plain for word in said)


def _without(plain: str, named: Iterable[labels.Named]) -> str:
    """The question without the English names of figures in it: "carried over to next year" is no forecast."""
    for name in sorted({name for n in named for name in labels.names_of(n)}, key=len, reverse=True):
        plain = plain.replace(f" {_plain(name).strip()} ", " ")
    return plain


@cache
def _asks() -> dict[str, list[str]]:
    """Tool -> words that ask for what it gives."""
    text = (resources.files("nianbao.mcp") / "asks.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)["words"]
    return found


def _beyond(plain: str) -> str | None:
    """What a question is about where reports cannot answer it."""
    about = (str(topic["about"]) for topic in words()["topics"] if _has(plain, topic["words"]))
    return next(about, None)


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
