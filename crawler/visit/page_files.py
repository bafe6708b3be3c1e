"""Scripts of a portal's own that its pages load and that are read with them: each asked for once, and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from archive import Archive
from archive.clock import day
from archive.crawl import runs
from archive.crawl.runs import Visit
from archive.grades import GradeName
from archive.store import captures
from archive.store.captures import Stored
from archive.store.warc_reading import DamagedRecord
from archive.urls import canonicalize
from crawler.visit.grading import grade_response
from parsers.lexicon.encoding import decode
from parsers.model import Context

MOST = 24
"""Scripts that are asked for, of one portal."""
LONGEST = 1_000_000
"""Bytes of one that is looked at; a longer one is not."""
MOST_BYTES = LONGEST + 1
"""Bytes of an answer that tell whether it is one."""
REMEMBERED = timedelta(days=30)
"""A script that holds no rows itself is not asked for again sooner."""
_ROWS = re.compile(r"20\d\d年?[^\"'<>]{0,30}(?:年度报告|年报|工作报告)")
_PAGE = re.compile(rb"\s{0,99}<(?:!doctype|html|head|body)\b", re.I)


class PageFiles:
    """The scripts of one visit. `texts`: address -> code, empty where it was asked for and is none."""

    def __init__(self, archive: Archive, run_id: int, visit: Visit) -> None:
        self._archive, self._run_id, self._visit = archive, run_id, visit
        self.texts: dict[str, str] = {}

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """Those that have to be asked for; what the archive holds is taken from there."""
        found = []
        for url in wanted:
            if url not in self.texts:
                kept = self._kept(url)
                if kept is not None:
                    self.texts[url] = kept
                elif len(self.texts) < MOST:
                    found.append(url)
                else:
                    self.texts[url] = ""
        return found

    def _kept(self, url: str) -> str | None:
        row = captures.last_full(self._archive, canonicalize(url))
        if row is None:
            return None
        fetched = datetime.fromisoformat(row["fetched_at"])
        if row["role"] != "requisite" or self._archive.clock() - fetched > REMEMBERED:
            return None
        try:
            text = _code(captures.body(self._archive, row["key"]))
        except (KeyError, DamagedRecord):
            return None
        return None if _ROWS.search(text) and row["run_id"] != self._run_id else text

    def learn(self, stored: Stored, body: bytes, asked: str) -> None:
        """Note the answer to the request for a script, and remember its code. `body`: content-decoded, `MOST_BYTES` of it."""
        self.texts[asked] = _code(body) if self.note(stored, body) == "ok" else ""

    def keep(self, stored: Stored, body: bytes) -> str | None:
        """Note the answer to any other request that a page needs to be read; its text, None where it is an error."""
        return decode(body)[0] if self.note(stored, body) == "ok" else None

    def note(self, stored: Stored, body: bytes, why: str | None = None) -> GradeName:
        """Write down an answer whose record is stored, and grade it; `why` it was asked, where that is worth a word."""
        raw = stored.response
        graded = grade_response(raw.status, body)
        self._visit.pages += 1
        with self._archive.transaction():
            captures.insert(
                self._archive,
                stored,
                run_id=self._run_id,
                portal_id=self._visit.portal_id,
                grade=graded.name,
                why=graded.why or why,
                role="requisite",
                context=Context(url=raw.url, fetched_on=day(raw.fetched_at)),
            )
            runs.tally(self._archive, self._visit)
        return graded.name

    def give_up(self, asked: str) -> None:
        """No answer, or none is allowed: pages are read without it."""
        self.texts[asked] = ""


def _code(body: bytes) -> str:
    return "" if len(body) > LONGEST or _PAGE.match(body) else decode(body)[0]
