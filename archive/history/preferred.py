"""Which reading a report shows, of all that stand at its addresses.

The rule: the content with the most cells that could be read; of those the one with the fewest failed sum rules; then
HTML before other files before OCR; then the newest. Addresses that still show the report win over abandoned ones; of
those, what the server itself said last over what somebody brought.
"""

from __future__ import annotations

import json
import re

from archive.history.fold import History
from archive.history.observations import Observations
from archive.reports import search_index
from archive.store.db import Archive

_CONSOLIDATED = re.compile(r"汇总|全[县市区旗州盟](?:各级)?(?:行政机关|各级|共)|各级行政机关")
_PAGES = ("text/html", "text/plain")


def show(archive: Archive, report_id: int, seen: Observations, history: History) -> None:
    """Let the report show its best reading, inside the caller's transaction; none where it was read nowhere."""
    chosen = _best(archive, seen, history)
    shown = archive.rows(
        "select reading_id, published_on, year, publisher_id from reports where id = ?", report_id
    )[0]
    reading = archive.row("select * from readings where id = ?", chosen)
    own_day = reading["published_on"] if reading else None
    alone = len(seen.readings) < 2
    published_on = own_day if alone else _published_on(archive, seen.readings, shown["year"]) or own_day
    if shown["reading_id"] == chosen and shown["published_on"] == published_on:
        return
    if shown["reading_id"] is not None:
        search_index.remove(archive, report_id)
    title, form = (reading["title"], reading["form"]) if reading else (None, None)
    archive.conn.execute(
        "update reports set reading_id = ?, title = ?, published_on = ?, form = ?, scope = ? where id = ?",
        (chosen, title, published_on, form, _scope(archive, chosen, shown["publisher_id"]), report_id),
    )
    if chosen is not None:
        search_index.add(archive, report_id)


def _best(archive: Archive, seen: Observations, history: History) -> int | None:
    standing = set(history.standing or history.contents)
    places = {a for a in standing if seen.fetched.get(a) == history.contents[a]} or standing
    readings = {seen.content(history.contents[address], address).reading_id for address in places}
    if len(readings) < 2:
        return next(iter(readings), None)
    return max(readings, key=lambda reading_id: _worth(archive, reading_id))


def _worth(archive: Archive, reading_id: int) -> tuple[int, int, int, str, str]:
    row = archive.rows(
        "select (select count(*) from figures where reading_id = r.id"
        "  and state in ('value', 'blank', 'not_applicable')) as cells,"
        " (select count(*) from checks where reading_id = r.id and severity = 'hard' and outcome = 'fail') as failed,"
        " exists (select 1 from figures where reading_id = r.id and flags like '%\"ocr\"%') as by_ocr,"
        " n.format, v.first_seen, r.key from readings r"
        " join versions v on v.id = r.version_id join renditions n on n.id = v.rendition_id where r.id = ?",
        reading_id,
    )[0]
    rank = 0 if row["by_ocr"] else 2 if row["format"] in _PAGES else 1
    return (row["cells"], -row["failed"], rank, row["first_seen"], row["key"])


def _published_on(archive: Archive, readings: set[int], year: int | None) -> str | None:
    """The earliest day that any of its pages prints and that is not before the year after the report's: portals
    print the day of a migration or of a correction over the day of publication."""
    found: str | None = archive.value(
        "select min(published_on) from readings"
        " where id in (select value from json_each(?)) and published_on >= ?",
        json.dumps(sorted(readings)),
        f"{year + 1}-01-01" if year is not None else "",
    )
    return found


def _scope(archive: Archive, reading_id: int | None, publisher_id: int | None) -> str | None:
    """consolidated: the figures are those of all organs of the region; own: of the publisher alone."""
    if reading_id is None:
        return None
    if archive.value("select kind from publishers where id = ?", publisher_id) == "government":
        return "consolidated"
    overview = archive.value(
        "select text from sections where reading_id = ? and section_key = 's1_overview' limit 1", reading_id
    )
    return "consolidated" if _CONSOLIDATED.search(overview or "") else "own"
