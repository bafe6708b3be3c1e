"""What is still to be fetched, portal by portal, best first. It lives in the archive, so a kill loses
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from archive.crawl import rereading
from archive.grades import NOT_THERE, sql_list
from archive.keys import key
from archive.urls import request_key
from parsers.model import Sent

if TYPE_CHECKING:  # who looks at pages only has no use for the database's libraries
    import sqlite3

    from archive.store.db import Archive

State = Literal["queued", "done", "failed", "refused"]
Kind = Literal["home", "report", "list", "more", "page", "guess", "attachment", "requisite"]
"""What an address was asked as. `list` is a column of reports, `more` a further page of one, `guess` a page that
nothing speaks for."""

MAX_TRIES = 3
"""Visits in a row at which an address may fail before it is left alone."""

AGAIN = 29.0
"""Score of what failed in an earlier visit, and of known reports: asked for last, so that one bad address cannot end
every visit early and new pages do not wait behind old ones. Guesses (`vocabulary.UNTOLD_SCORE`) come after it."""

MAX_REPORT_DAYS = 180.0
"""However often a report was the same, it is asked for again after this."""


@dataclass(frozen=True, slots=True)
class Candidate(Sent):
    """A link worth asking for. `score` 0–100: the higher, the sooner."""

    url: str
    kind: Kind
    score: float
    depth: int
    parent: str | None = None
    anchor: str | None = None
    title: str | None = None
    form: str | None = None
    """Body of a POST request, urlencoded or JSON; None asks by GET."""
    further: bool = False
    """It is a further page of the list that it was found in."""
    list: str | None = None
    """Canonical address of the first page of that list."""

    @property
    def address(self) -> str:
        """The key of the request."""
        return request_key(self.url, self.form)


@dataclass(frozen=True, slots=True)
class Entry(Sent):
    """A candidate taken from the frontier."""

    id: int
    url: str
    kind: Kind
    score: float
    depth: int
    parent: str | None
    anchor: str | None
    known: bool
    """It was fetched in an earlier visit."""
    form: str | None = None
    """Body of a POST request."""
    title: str | None = None
    """The link's title attribute; of a file, the title of its page."""
    further: bool = False
    """It is a further page of the list that it was found in."""
    list: str | None = None
    """Canonical address of the first page of that list."""

    @property
    def address(self) -> str:
        """The key of the request."""
        return request_key(self.url, self.form)


def add(
    archive: Archive, portal_id: int, candidates: list[Candidate], within: str | None = None
) -> list[Candidate]:
    """Queue what is not known and was not taken down, inside the caller's transaction; returns those that were new.

    A known address that is still queued, and was never fetched, takes the better score and the words that came with
    it; a guess does not become a better one by being guessed again. `within`: canonical address of the first page of the list
    that all of them were found in, where they do not say it themselves.
    """
    now = archive.now()
    keys = [key("frontier", c.address) for c in candidates]
    known = _known(archive, keys)
    new = []
    met: set[str] = set()
    for c, its_key in zip(candidates, keys, strict=True):
        listed = within if c.list is None else c.list
        if its_key in met:
            known |= _known(archive, [its_key])
        met.add(its_key)
        entry = known.get(its_key)
        if entry is None:
            row = {
                **{name: getattr(c, name) for name in Candidate.__slots__},
                "key": its_key,
                "portal_id": portal_id,
                "address": c.address,
                "added_at": now,
                "state": "refused" if _taken_down(archive, c.address) else "queued",
                "list": listed,
            }
            archive.insert("frontier", row)
            new.append(c)
        elif (
            entry["state"] == "queued"
            and entry["capture_id"] is None
            and c.kind != "guess"
            and c.score > entry["score"]
        ):
            archive.conn.execute(
                "update frontier set score = ?, kind = ?, parent = ?, anchor = ?, title = ?, depth = ?,"
                " further = ?, list = ? where id = ?",
                (c.score, c.kind, c.parent, c.anchor, c.title, c.depth, c.further, listed, entry["id"]),
            )
        elif c.kind == "report" and listed not in (None, entry["list"]):
            _file(archive, entry["id"], listed)
    return new


def _known(archive: Archive, keys: list[str]) -> dict[str, sqlite3.Row]:
    """What is known of entries, by their keys."""
    rows = archive.rows(
        "select key, id, state, score, capture_id, list from frontier where key in (select value from json_each(?))",
        json.dumps(keys),
    )
    return {row["key"]: row for row in rows}


def guesses_of(archive: Archive, portal_id: int, parent: str) -> list[tuple[int, str, str]]:
    """Guesses that stand on a page and were not asked: id, address and words."""
    rows = archive.rows(
        "select id, url, anchor from frontier where portal_id = ? and state = 'queued' and kind = 'guess' and parent = ?",
        portal_id,
        parent,
    )
    return [(row["id"], row["url"], row["anchor"] or "") for row in rows]


def lift(archive: Archive, ids: Iterable[int], score: float) -> None:
    """Guesses become pages that are asked, inside the caller's transaction."""
    archive.conn.executemany(
        "update frontier set kind = 'page', score = ? where id = ?", [(score, entry_id) for entry_id in ids]
    )


def _taken_down(archive: Archive, address: str) -> bool:
    """What was taken down here is not fetched again: the crawl would bring back what a person removed."""
    return archive.row("select 1 from tombstones where address = ?", address) is not None


def _file(archive: Archive, entry_id: int, address: str | None) -> None:
    """A known report stands in another list too: a column of reports goes before any other list."""
    archive.conn.execute(
        "update frontier set list = :list where id = :id and (list is null or exists (select 1 from frontier c where"
        " c.address = :list and c.kind = 'list') and not exists (select 1 from frontier l where"
        " l.address = frontier.list and l.kind = 'list'))",
        {"list": address, "id": entry_id},
    )


def take(archive: Archive, portal_id: int, busy: set[int]) -> Entry | None:
    """The best queued entry that is not in `busy`. It stays queued until `finish`: a kill in between costs
    nothing.
    """
    for row in archive.conn.execute(
        "select * from frontier where portal_id = ? and state = 'queued' order by score desc, id limit ?",
        (portal_id, len(busy) + 1),
    ):
        if row["id"] not in busy:
            return entry_of(row)
    return None


def entry_at(archive: Archive, url: str, form: str | None = None) -> Entry | None:
    """The entry of a request, whatever its state; None where none is known."""
    row = archive.row("select * from frontier where key = ?", key("frontier", request_key(url, form)))
    return None if row is None else entry_of(row)


def entry_of(row: sqlite3.Row) -> Entry:
    """A row of the frontier."""
    return Entry(
        row["id"],
        row["url"],
        row["kind"],
        row["score"],
        row["depth"],
        row["parent"],
        row["anchor"],
        row["capture_id"] is not None,
        form=row["form"],
        title=row["title"],
        further=bool(row["further"]),
        list=row["list"],
    )


def finish(
    archive: Archive,
    entry_id: int,
    state: State,
    run_id: int,
    capture_id: int | None = None,
    kind: Kind | None = None,
    *,
    unchanged: bool = False,
) -> None:
    """An entry was answered (or will not be), inside the caller's transaction; `kind` where it proved
    another, `unchanged` where the answer was what we had.
    """
    archive.conn.execute(
        "update frontier set state = ?, run_id = ?, capture_id = coalesce(?, capture_id), done_at = ?,"
        " kind = coalesce(?, kind), tries = case when ? = 'failed' then tries + 1 else 0 end,"
        " unchanged = case when ? then unchanged + 1 else 0 end where id = ?",
        (state, run_id, capture_id, archive.now(), kind, state, unchanged, entry_id),
    )


def move(archive: Archive, entry_id: int, url: str) -> None:
    """The same address under another spelling (https, www), inside the caller's transaction: ask there
    instead.
    """
    archive.conn.execute("update frontier set url = ? where id = ?", (url, entry_id))


_RESTED = "julianday(:now) - julianday(done_at) >= min(:days * (1 << min(unchanged, 8)), :most)"
"""Long enough ago: `:days` after it was asked for, twice as many each time the answer was what we had (at most 2^8)."""
_THERE = (
    f"(capture_id is null or (select grade from captures where id = capture_id) not in {sql_list(NOT_THERE)})"
)
"""No answer has said that nothing stands at the address."""
_RETURNING = "kind in ('report', 'attachment', 'more')"
"""What is asked for again however well it was answered: a report may be corrected, a list may grow."""

_ASKED_AGAIN = {
    "the newest address of the home page": "id = (select max(id) from frontier where portal_id = :portal and kind = 'home')",
    "what failed, a page that is gone as seldom as a report": f"state = 'failed' and tries < :tries and ({_RESTED} or {_THERE})",
    "further pages whose time has come": f"kind = 'more' and state = 'done' and {_RESTED}",
    "reports and files that can be asked for only if changed, whose time has come": "kind in ('report', 'attachment')"
    f" and state = 'done' and {_RESTED} and ({rereading.CHEAP})",
    "the share of the other reports": "id in (select value from json_each(:share))",
    "lists that nobody could read": "unread is not null and kind = 'list'",
    "pages that nobody could read, while no list is known": "unread is not null"
    " and not exists (select 1 from endpoints where portal_id = :portal)",
    "lists that led to reports": "address in (select address from endpoints where portal_id = :portal and ended_at is null)",
}
"""Each reason for which an entry is asked for again -> its condition."""


def requeue(archive: Archive, portal_id: int, *, report_days: float) -> None:
    """Open a portal again for what is new: every entry that one of the rules of `_ASKED_AGAIN` names.

    The time of a further page, and of a report that can be asked for only if changed, comes `report_days` days after it
    was asked for, twice as many each time it was what we had, up to `MAX_REPORT_DAYS`; the other reports have a share of
    each visit (`archive.crawl.rereading`). What is asked again is asked last: new entries of a list go before it.
    """
    rules = " or ".join(f"({rule})" for rule in _ASKED_AGAIN.values())
    last = f"kind <> 'home' and (state = 'failed' or {_RETURNING})"
    with archive.transaction() as conn:
        conn.execute(
            f"update frontier set state = 'queued', score = case when {last} then min(score, :again) else score end"
            f" where portal_id = :portal and state <> 'queued' and kind <> 'requisite' and ({rules})"
            " and address not in (select address from tombstones)",
            {
                "portal": portal_id,
                "now": archive.now(),
                "days": report_days,
                "most": MAX_REPORT_DAYS if report_days else 0,
                "again": AGAIN,
                "tries": MAX_TRIES,
                "share": json.dumps(rereading.due(archive, portal_id, report_days)),
            },
        )


def reopen(archive: Archive, portal_id: int) -> None:
    """Ask for everything again that may lead to reports, inside the caller's transaction: a discovery anew."""
    archive.conn.execute(
        "update frontier set state = 'queued', tries = 0"
        " where portal_id = ? and kind in ('home', 'page', 'list') and state in ('done', 'failed')",
        (portal_id,),
    )


def requeue_known(archive: Archive, candidate: Candidate) -> None:
    """Ask once more for what is known, inside the caller's transaction: a further page of a list that
    grew.
    """
    archive.conn.execute(
        "update frontier set state = 'queued' where key = ? and state = 'done'",
        (key("frontier", candidate.address),),
    )


def ask_next(archive: Archive, address: str, score: float) -> None:
    """Ask once more for what was answered, before all that is worth less, inside the caller's transaction."""
    archive.conn.execute(
        "update frontier set state = 'queued', score = max(score, ?) where key = ? and state = 'done'",
        (score, key("frontier", address)),
    )


def ask_anew(archive: Archive, candidate: Candidate) -> None:
    """Ask once more for what was asked for another reason before, so that its answer is read as this candidate says, inside the
    caller's transaction."""
    archive.conn.execute(
        "update frontier set state = 'queued', tries = 0, unread = null, title = ?, kind = ?, score = ?, parent = ?, list = ?,"
        " further = ? where key = ? and title is not ? and state <> 'refused'",
        (
            *(
                candidate.title,
                candidate.kind,
                candidate.score,
                candidate.parent,
                candidate.list,
                candidate.further,
            ),
            *(key("frontier", candidate.address), candidate.title),
        ),
    )


def rebase(archive: Archive, host: str, origin: str) -> None:
    """The portal of this host answers at another scheme, port or spelling of its name now (`origin`: scheme and host, no slash):
    known addresses are asked for there, and rows of lists are joined to it, whichever portal linked them, inside the caller's transaction. Keys do not
    change."""
    for column, whose in (
        ("url", "address like :http"),
        ("parent", "(parent like :http or parent like :port)"),
    ):
        archive.conn.execute(
            f"update frontier set {column} = :origin || substr({column}, 8 + instr(substr({column}, 9), '/'))"
            f" where {whose} and instr(substr({column}, 9), '/') > 0",
            {"origin": origin, "http": f"http://{host}/%", "port": f"http://{host}:%"},
        )


def reports_among(archive: Archive, addresses: Iterable[str]) -> set[str]:
    """Which canonical addresses are known to be reports, whatever words led to them."""
    keys = {key("frontier", address): address for address in addresses}
    marks = ",".join("?" * len(keys))
    rows = archive.rows(f"select key from frontier where key in ({marks}) and kind = 'report'", *keys)
    return {keys[row["key"]] for row in rows}


def report_names(archive: Archive, portal_id: int) -> list[str]:
    """What the reports of a portal are called by the links that led to them."""
    sql = "select coalesce(title, anchor, '') as said from frontier where portal_id = ? and kind = 'report'"
    return [row["said"] for row in archive.rows(sql, portal_id)]


def place(archive: Archive, address: str) -> int | None:
    """The place of a canonical address in the order in which addresses became known; None if it is not."""
    found: int | None = archive.value("select id from frontier where key = ?", key("frontier", address))
    return found


def queued(archive: Archive, portal_id: int) -> int:
    found: int = archive.value(
        "select count(*) from frontier where portal_id = ? and state = 'queued'", portal_id
    )
    return found


def asked_of_score(archive: Archive, portal_id: int, score: float) -> int:
    """How many addresses of this score or below have been asked for, pieces of pages and further pages of lists aside: their kind may
    have changed with the answer."""
    found: int = archive.value(
        "select count(*) from frontier where portal_id = ? and score <= ? and state <> 'queued'"
        " and kind <> 'requisite' and not further",
        portal_id,
        score,
    )
    return found
