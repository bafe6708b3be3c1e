"""The `changes` of a report: its history with what differs, derived anew from its captures each time.

What a change is, `archive.history.fold` says; here its looks are loaded and its turns become rows. A row's key derives from
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
from archive.history.observations import Content, Observations, looks_at
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

    Returns what the history was derived from; it may be of an earlier parser version (`looks.looks_at`).
    """
    seen = looks_at(archive, report_id, parser)
    history = fold(seen.looks)
    report_key = archive.value("select key from reports where id = ?", report_id)
    found: dict[str, SqlRow] = {}
    for turn in history.turns:
        before, after = _sides(seen, turn)
        for kind, difference in _rows(archive, turn, before, after):
            change_key = key("change", report_key, kind, turn.capture, *turn.left, *turn.taken)
            text = json.dumps(difference, ensure_ascii=False)
            found[change_key] = (
                *(change_key, report_id, kind, turn.at, text),
                *(side.version_id if side else None for side in (before, after)),
                *(seen.parser, turn.confirmed_at, turn.passing),
            )
    _replace(archive, report_id, seen.parser, found)
    return seen, history


def _sides(seen: Observations, turn: Event) -> tuple[Content | None, Content | None]:
    """The contents that a turn names, as they stood where it happened."""
    old, new = (
        (turn.left, turn.taken) if turn.kind == "disagree" else ((turn.address, *turn.left), (turn.address,))
    )
    before = seen.content(turn.before, *old) if turn.before is not None else None
    after = seen.content(turn.after, *new, *turn.taken) if turn.after is not None else None
    return before, after


def _rows(
    archive: Archive, turn: Event, before: Content | None, after: Content | None
) -> Iterator[tuple[str, Difference]]:
    """The kinds of change that a turn is, each with its difference; none where two contents say the same."""
    if turn.kind in ("revised", "disagree"):
        assert before is not None and after is not None
        if turn.kind == "disagree":
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
        places = [*(f"-{address}" for address in turn.left), *(f"+{address}" for address in turn.taken)]
        yield turn.kind, {} if turn.kind == "new" else places


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
