"""Which files of a report page are worth asking for: the report itself as a file, and tables the page lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.crawl.frontier import Candidate
from crawler.page import vocabulary as words
from crawler.page.page import Page
from parsers.lexicon.titles import read_title
from parsers.model import Attachment

MOST = 60
"""Files of one page."""
_TABLES = re.compile(r"附表|统计表|情况表|附件\d*[:：]?表")
"""Names of files that hold the tables of a report; alone they are no report's name."""


def attachments(page: Page) -> Iterator[Candidate]:
    """The files of a report page, best first. Each carries the page's own title, for files that say nothing.

    A file that is called a report is asked for in any case; anything else, pictures too, only where the page prints
    no statistics tables, and never what is called something else (a guide, an interpretation, another year's report).
    """
    if page.outline.kind != "report":
        return
    wanted = [a for a in page.outline.attachments if _wanted(a, page)]
    wanted.sort(key=lambda a: ("report", "file", "table_image").index(a.role))
    for attachment in islice(wanted, MOST):
        yield Candidate(
            attachment.url,
            "attachment",
            words.ATTACHMENT - 0.1 * page.entry.depth,
            page.entry.depth + 1,
            page.url,
            attachment.name,
            page.outline.title,
        )


def _wanted(attachment: Attachment, page: Page) -> bool:
    facts, year = read_title(attachment.name), page.outline.report_year
    if facts.year and year and facts.year != year:
        return False
    if attachment.role == "report":
        return True
    refused = facts.is_report is False and not _TABLES.search(attachment.name)
    return page.outline.tables == 0 and not refused
