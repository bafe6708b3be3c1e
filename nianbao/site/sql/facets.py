"""What Datasette counts of whole tables and views for each page of one. Facets of views are counted where their column stands: a view
looks up a body for each report, also where nothing of it is asked.
"""

from __future__ import annotations

import re

WHOLE = {
    ("reports_wide", "year"): "select year as value, count(*) as count from reports where year is not null group by 1",
    ("reports_wide", "form"): "select form as value, count(*) as count from reports where form is not null group by 1",
    ("reports_wide", "province"): "select p.province as value, sum(r.n) as count from (select publisher_id, count(*) as n from reports"
    " group by publisher_id) r join publishers p on p.id = r.publisher_id where p.province is not null group by 1",
}  # fmt: skip
"""View and column -> the same counts, asked of tables."""
_FACET = re.compile(
    r"\s*select \[?(?P<column>\w+)\]? as value, count\(\*\) as count from \(\s*"
    r"select [\w\s,\[\]]+ from \[?(?P<view>\w+)\]?\s*\)\s*where \[?(?P=column)\]? is not null\s*"
    r"group by \[?(?P=column)\]? (?P<order>order by count desc, value limit \d+)\s*"
)
"""What Datasette asks for a facet of a table without filters."""


_COUNT = re.compile(r"\s*select count\(\*\) from \[?\w+\]?\s*")


def is_of_a_whole(sql: str) -> bool:
    """Whether a question counts all rows of a table or view, or the values of a facet over all of them."""
    return _COUNT.fullmatch(sql) is not None or _FACET.fullmatch(sql) is not None


def asked_of_tables(sql: str) -> str:
    """The question for a facet as it is asked of tables; any other question as it is."""
    found = _FACET.fullmatch(sql) if "as value, count(*) as count" in sql else None
    counted = WHOLE.get((found["view"], found["column"])) if found else None
    return f"{counted} {found['order']}" if found and counted else sql
