"""The rows of the database against the digests that each write left, and the search index against the texts."""

from __future__ import annotations

from collections.abc import Iterator

from archive.schema import digests, tallies
from archive.search import bigrams
from archive.store.db import Archive

Found = tuple[str, str]
"""Where, and what was found there."""


def rows(archive: Archive) -> Iterator[Found]:
    """Every row of every table against its digest."""
    damaged = set()
    for table in digests.tables(archive.conn):
        now = digests.computed(archive.conn, table, digests.columns(archive.conn, table))
        for found in _differences(table, now, digests.stored(archive.conn, table)):
            damaged.add(table)
            yield found
    now = digests.computed_details(archive.conn)
    stored = digests.stored(archive.conn, digests.READING)
    yield from _differences("sections, figures, checks", now, stored, "reading")
    known = {*digests.tables(archive.conn), digests.READING}
    for row in archive.rows("select distinct of from row_digests"):
        if row["of"] not in known:
            yield "table row_digests", f"names a table {row['of']!r}, which there is not"
    for of, part in tallies.wrong(archive.conn, damaged):
        place = f" {part}" if part else ""
        yield f"table tallies, {of}{place}", "is not what its rows come to: it changed on the disk"


def _differences(table: str, now: digests.Digests, then: digests.Digests, part: str = "") -> Iterator[Found]:
    name = part or digests.PARTS.get(table, "id")
    for number in sorted(now.keys() | then.keys(), key=repr):
        if now.get(number) != then.get(number):
            place = "" if name.isdigit() else f", {name} {number}"
            yield f"table {table}{place}", "is not what was written: it changed on the disk"


def search_index(archive: Archive) -> Iterator[Found]:
    """The pairs of each report's text against those of the index, with their places, and the lengths it keeps."""
    archive.conn.execute(
        "create virtual table if not exists temp.indexed using fts5vocab (main, reports_fts, instance)"
    )
    there: dict[int, int] = {}
    for term, doc, column, offset in archive.conn.execute("select term, doc, col, offset from temp.indexed"):
        there[doc] = there.get(doc, 0) ^ hash((term, column, offset))
    archive.conn.execute("drop table temp.indexed")
    sizes = dict(map(tuple, archive.rows("select id, sz from reports_fts_docsize")))
    for row in archive.conn.execute("select id, key, title, body from report_texts"):
        texts = {"title": bigrams(row["title"]).split(), "body": bigrams(row["body"]).split()}
        wanted = 0
        for column, words in texts.items():
            for offset, word in enumerate(words):
                wanted ^= hash((word, column, offset))
        if there.pop(row["id"], 0) != wanted or sizes.pop(row["id"], b"") != _sizes(texts):
            yield f"report {row['key']}", "the search index does not hold its text"
    for number in there.keys() | sizes.keys():
        yield "search index", f"holds a text of a report {number}, which there is not"


def _sizes(texts: dict[str, list[str]]) -> bytes:
    """The numbers of words as FTS5 keeps them: variable-length integers."""
    return b"".join(_varint(len(words)) for words in texts.values())


def _varint(number: int) -> bytes:
    found = bytes([number & 0x7F])
    while number := number >> 7:
        found = bytes([number & 0x7F | 0x80]) + found
    return found
