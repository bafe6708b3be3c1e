"""The `changes` of a report: its history with what differs, derived anew from its captures each time.

What a change is, `archive.history.fold` says; here its observations are loaded and its events become rows. A row's key derives from
the report and the capture that showed the change, not from how a parser read it.

`difference` is JSON: for figures {field: [before, after]}, each side [state, stored value, raw] or null; for text a
unified diff, a list of lines; for moves a list of addresses, `-` left and `+` taken; `{}` for what is new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.history import diff
from archive.history.events import Event
from archive.history.fold import History, fold
from archive.history.observations import Content, Observations, observations_of
from archive.keys import key
from archive.store.db import Archive
from archive.store.rows import SqlRow

REREAD = "reread"
"""Channel of the ledger `announced` for changes that a better parser found in old captures: they are not news."""
Difference = dict[str, diff.Sides] | list[str]
COLUMNS = "key, report_id, kind, at, difference, version_from, version_to, parser, confirmed_at, passing"
PARSER = COLUMNS.split(", ").index("parser")


def derive(archive: Archive, report_id: int, parser: str) -> tuple[Observations, History]:
    """Bring the changes of one report in line with its captures, inside the caller's transaction.

    Returns what the history was derived from; it may be of an earlier parser version (`observations.observations_of`).
    """
    seen = observations_of(archive, report_id, parser)
    history = fold(seen.observations)
    report_key = archive.value("select key from reports where id = ?", report_id)
    found: dict[str, SqlRow] = {}
    for event in history.events:
        before, after = _sides(seen, event)
        for kind, difference in _rows(archive, event, before, after):
            change_key = key("change", report_key, kind, event.capture, *event.left, *event.taken)
            text = json.dumps(difference, ensure_ascii=False)
            found[change_key] = (
                *(change_key, report_id, kind, event.at, text),
                *(side.version_id if side else None for side in (before, after)),
                *(seen.parser, event.confirmed_at, event.passing),
            )
    _replace(archive, report_id, seen.parser, found)
    return seen, history


def _sides(seen: Observations, event: Event) -> tuple[Content | None, Content | None]:
    """The contents that an event names, as they stood where it happened."""
    old, new = (
        (event.left, event.taken)
        if event.kind == "disagree"
        else ((event.address, *event.left), (event.address,))
    )
    before = seen.content(event.before, *old) if event.before is not None else None
    after = seen.content(event.after, *new, *event.taken) if event.after is not None else None
    return before, after


def _rows(
    archive: Archive, event: Event, before: Content | None, after: Content | None
) -> Iterator[tuple[str, Difference]]:
    """The kinds of change that an event is, each with its difference; none where two contents say the same."""
    if event.kind in ("revised", "disagree"):
        assert before is not None and after is not None
        if event.kind == "disagree":
            if cells := diff.disagreement(archive, before.reading_id, after.reading_id):
                yield "figures_disagree", cells
            return
        if cells := diff.figures(archive, before.reading_id, after.reading_id):
            yield "revised_figures", cells
        if before.format == after.format and (
            lines := diff.text(archive, before.reading_id, after.reading_id)
        ):
            yield "revised_text", lines
    else:
        places = [*(f"-{address}" for address in event.left), *(f"+{address}" for address in event.taken)]
        yield event.kind, {} if event.kind == "new" else places


def _replace(archive: Archive, report_id: int, parser: str, found: dict[str, SqlRow]) -> None:
    known = {
        r["key"]: tuple(r)
        for r in archive.rows(f"select {COLUMNS} from changes where report_id = ?", report_id)
    }
    if known == found:
        return
    archive.conn.executemany("delete from changes where key = ?", [(k,) for k in known.keys() - found.keys()])
    update = ", ".join(f"{c.strip()} = excluded.{c.strip()}" for c in COLUMNS.split(",")[1:])
    rows = [row for k, row in found.items() if known.get(k) != row]
    archive.insert_all("changes", COLUMNS, rows, f"on conflict (key) do update set {update}")
    if any(row[PARSER] != parser for row in known.values()):
        reread = [(k, REREAD, archive.now()) for k in found.keys() - known.keys()]
        archive.insert_all("announced", "change_key, channel, at", reread, "on conflict do nothing")
