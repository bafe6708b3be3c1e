"""Endpoints: the list pages of a portal that led to reports, and are asked again at each visit until they are dead; and
the lists that are there and could not be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from archive.crawl.frontier import Entry, Kind
from archive.keys import key
from archive.store.db import Archive
from archive.urls import canonicalize

Taught = Literal["learned", "broken", "watched"]
"""learned: its recipe was proven. broken: it was, and does not hold any more. watched: none could be proven."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is known of asking for a list that a script fills. `at`: since when it is so; `tried`: when a browser last came to
    learn it; `recipe`: plain types of JSON; `why` there is none, or why it broke."""

    at: str
    state: Taught
    tried: str
    recipe: dict[str, Any] | None = None
    why: str = ""

    def to_json(self) -> str:
        """With its instant first: of two lessons the greater text is the later one."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def teach(archive: Archive, portal_id: int, url: str, lesson: Lesson, *, of_texts: bool = False) -> None:
    """Keep what was learned of the list at an address, inside the caller's transaction. `of_texts`: the address is a template of those
    of reports, which is never asked for itself."""
    address = canonicalize(url)
    if archive.row("select 1 from endpoints where key = ?", key("endpoint", address)) is None:
        _note(archive, portal_id, url, address, "learned", "texts" if of_texts else "column")
        if of_texts:
            end(archive, address)
    archive.conn.execute(
        "update endpoints set recipe = ? where key = ?", (lesson.to_json(), key("endpoint", address))
    )


def lessons(archive: Archive, portal_id: int) -> dict[str, Lesson]:
    """Canonical address of a list of a portal -> what was learned of it."""
    rows = archive.rows(
        "select address, recipe from endpoints where portal_id = ? and recipe <> '' order by id", portal_id
    )
    return {row["address"]: Lesson(**json.loads(row["recipe"])) for row in rows}


def note(archive: Archive, portal_id: int, entry: Entry, family: str, kind: str) -> None:
    """Note a list page that led to a report, inside the caller's transaction."""
    _note(archive, portal_id, entry.url, entry.address, family, kind)


def _note(archive: Archive, portal_id: int, url: str, address: str, family: str, kind: str) -> None:
    now = archive.now()
    row = {
        "key": key("endpoint", address),
        "portal_id": portal_id,
        "url": url,
        "address": address,
        "family": family,
        "kind": kind,
        "first_seen": now,
        "last_seen": now,
    }
    tail = "on conflict (key) do update set last_seen = excluded.last_seen, family = excluded.family, ended_at = null"
    archive.insert("endpoints", row, tail)


def note_parent(archive: Archive, portal_id: int, entry: Entry, family: str) -> None:
    """The list that led to a report, where its words did not tell that it would, inside the caller's transaction."""
    row = entry.parent and archive.row(
        "select f.url, f.address from frontier f join captures c on c.id = f.capture_id"
        " where f.key = ? and (f.kind = 'list' or (f.kind in ('page', 'guess') and c.role = 'list'))",
        key("frontier", canonicalize(entry.parent)),
    )
    if row and not continued(archive, row["url"]):
        _note(archive, portal_id, row["url"], row["address"], family, "list")


def known(archive: Archive, portal_id: int) -> set[str]:
    """Canonical addresses of the lists of a portal that are in use."""
    rows = archive.rows("select address from endpoints where portal_id = ? and ended_at is null", portal_id)
    return {row["address"] for row in rows}


def end(archive: Archive, address: str) -> None:
    """The list shows no reports any more, inside the caller's transaction; it is not asked until it is found again."""
    archive.conn.execute(
        "update endpoints set ended_at = ? where key = ?", (archive.now(), key("endpoint", address))
    )


def continued(archive: Archive, page: str) -> bool:
    """Whether a page, or one that it continues, is an endpoint itself or continued by one already."""
    seen: set[str] = set()
    parent: str | None = page
    while parent is not None and parent not in seen:
        seen.add(parent)
        address = canonicalize(parent)
        if archive.row(
            "select 1 from endpoints where ended_at is null and (address = ? or url = ? or address in"
            " (select address from frontier where parent = ? and kind in ('more', 'list')))",
            address,
            parent,
            parent,
        ):
            return True
        row = archive.row(
            "select parent from frontier where key = ? and kind = 'more'", key("frontier", address)
        )
        parent = row["parent"] if row else None
    return False


def read(archive: Archive, portal_id: int) -> int:
    """How many lists of a portal are in use and name reports."""
    found: int = archive.value(
        "select count(*) from endpoints where portal_id = ? and kind = 'list' and ended_at is null", portal_id
    )
    return found


def note_unread(archive: Archive, entry: Entry, why: str | None) -> None:
    """Why the list that was answered could not be read (None: it was), inside the caller's transaction."""
    archive.conn.execute(
        "update frontier set unread = ? where id = ? and unread is not ?", (why, entry.id, why)
    )


def note_unread_at(archive: Archive, address: str, why: str | None) -> None:
    """The same of the list at a canonical address, inside the caller's transaction."""
    archive.conn.execute("update frontier set unread = ? where key = ?", (why, key("frontier", address)))


def asked_beside(
    archive: Archive, portal_id: int, parent: str | None
) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """(address, url, form, title, unread) of what was asked because a page shows it."""
    rows = archive.rows(
        "select address, url, form, title, unread from frontier where portal_id = ? and parent = ?"
        " and state = 'done' and kind in ('list', 'more') order by id",
        portal_id,
        parent,
    )
    return [(row["address"], row["url"], row["form"], row["title"], row["unread"]) for row in rows]


def unread(archive: Archive, portal_id: int) -> list[tuple[str, Kind, str]]:
    """(address, kind, why) of the lists of a portal that could not be read when they were last asked for."""
    rows = archive.rows(
        "select url, kind, unread from frontier where portal_id = ? and unread is not null order by kind, id",
        portal_id,
    )
    return [(row["url"], row["kind"], row["unread"]) for row in rows]
