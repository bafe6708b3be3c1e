"""The books of a visit: what a portal itself claims of its reports' lists, against what was asked and answered.

What a page claims stays with its address (`frontier.claims`), so that a visit that goes on, or asks only what is new, keeps
books over everything that is known of the portal. What a visit concludes are the rows of `visit_claims`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from archive.crawl.frontier import Entry
from archive.keys import key
from archive.reasons import CLAIMS

if TYPE_CHECKING:  # who looks at pages only has no use for the database's libraries
    from archive.store.db import Archive

Kind = Literal["list", "pages", "rows", "bodies", "years", "elsewhere", "reports", "files", "loose"]
"""list: a list that reports stand in, or should. pages, rows: how many of them the list says that it has. bodies: of a
directory. years: of a row of tabs. elsewhere: a column on another host. reports, files: links to them. loose: what of a list
nobody followed or understood."""
State = Literal["read", "known", "open"]
"""read: to its end, in this visit. known: to its end, by an earlier visit. open: not."""
Sign = Literal[
    "pager",
    "title",
    "name",
    "link",
    "part",
    "frame",
    "place",
    "template",
    "request",
    "address",
    "control",
    "capped",
]
"""What shows that a page holds more than was read, the most telling first."""
MOST_NAMED = 12
"""Names of what is open that a row keeps."""


class LooseEnd(NamedTuple):
    """A thing of a page that nobody followed or understood, by its words, its name or its address."""

    sign: Sign
    words: str


@dataclass(frozen=True, slots=True)
class PageClaims:
    """What one page claims, as far as the page alone tells it."""

    rows: int = 0
    """Rows of the page's list, as far as they are like its reports."""
    lines: int = 0
    """Links of the page that are as long as a title, where it says how many rows there are."""
    pages: int = 0
    """Pages that it says the list has; 0 where it does not say."""
    total: int = 0
    """Rows that it says the list has in all; 0 where it does not say."""
    column: bool = False
    """It is called a column of annual reports, and shows none."""
    asks: bool = False
    """Its script would make requests for its rows."""
    answer: bool = False
    """It fills the list of the page that asked for it."""
    again: bool = False
    """It shows what the first page of its list showed."""
    whole: bool = False
    """A browser was shown its list to the end, whatever its further pages answered."""
    bodies: tuple[tuple[str, str | None], ...] = ()
    """Bodies of a directory, with the canonical address of each; None where the page prints none."""
    years: tuple[int, ...] = ()
    """Tabs of years without an address."""
    cut: tuple[tuple[str, str], ...] = ()
    """Titles cut short that may be those of reports, with their canonical addresses."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Columns of annual reports on other hosts: name and address."""
    loose: tuple[LooseEnd, ...] = ()
    """What of it neither a link nor a request explains."""

    def to_json(self) -> str | None:
        """None for a page that claims nothing."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else None

    @classmethod
    def of_json(cls, text: str | None) -> PageClaims:
        said: dict[str, Any] = json.loads(text) if text else {}
        for name in ("bodies", "cut", "elsewhere"):
            said[name] = tuple(tuple(pair) for pair in said.get(name, ()))
        said["loose"] = tuple(LooseEnd(*pair) for pair in said.get("loose", ()))
        return cls(**said | {"years": tuple(said.get("years", ()))})


NOTHING = PageClaims()


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of `visit_claims`. `claimed` None: the portal says no number; `named`: some of what is open, by name."""

    kind: Kind
    address: str
    url: str
    name: str | None
    claimed: int | None
    seen: int
    state: State
    why: str | None = None
    named: tuple[str, ...] = ()
    since: str | None = None
    """Since when it is open."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the frontier as the books see it."""

    address: str
    url: str
    parent: str | None
    anchor: str | None
    title: str | None
    kind: str
    state: str
    list: str | None
    further: bool
    form: str | None
    unread: str | None
    claims: PageClaims
    grade: str | None
    why: str | None
    asked: bool
    """In this run."""
    once: bool
    """It was a sound page before it failed."""
    also_in: tuple[str, ...] = ()
    """Lists that name it, by the addresses of their first pages; `list` may be one of them."""

    @property
    def lists(self) -> set[str]:
        """Every list that names it."""
        return {*self.also_in, *([self.list] if self.list else [])}


def note(archive: Archive, entry: Entry, claims: PageClaims) -> None:
    """What the page that was answered claims, inside the caller's transaction."""
    text = claims.to_json()
    archive.conn.execute(
        "update frontier set claims = ? where id = ? and claims is not ?", (text, entry.id, text)
    )


def noted(archive: Archive, entry: Entry) -> PageClaims:
    """What a page claimed when it was answered last."""
    return PageClaims.of_json(archive.value("select claims from frontier where id = ?", entry.id))


def pages(archive: Archive, portal_id: int, run_id: int) -> list[Page]:
    """All that is known of a portal but guesses that nobody asked for and what makes pages look like themselves."""
    rows = archive.rows(
        "select f.address, f.url, f.parent, f.anchor, f.title, f.kind, f.state, f.list, f.further, f.form, f.unread,"
        " (select json_group_array(list) from sightings s where s.frontier_id = f.id and s.route = 'list') as also_in,"
        " f.claims, c.grade, c.why, f.run_id is ? as asked, f.state = 'failed' and exists (select 1 from captures b"
        " where b.address = f.address and b.grade in ('ok', 'not_modified') and b.source is null) as once from frontier f left join captures c on c.id = f.capture_id"
        " where f.portal_id = ? and f.kind <> 'requisite' and not (f.kind = 'guess' and f.state = 'queued' and not f.further)"
        " order by f.id",
        run_id,
        portal_id,
    )
    return [_page(row) for row in rows]


def unasked(archive: Archive, portal_id: int) -> dict[str, list[str]]:
    """Address of a page as it is asked -> the words of its links for which nothing speaks, and which nobody asked."""
    found: dict[str, list[str]] = {}
    rows = archive.rows(
        "select parent, anchor, url from frontier where portal_id = ? and kind = 'guess' and state = 'queued'"
        " and parent is not null order by id",
        portal_id,
    )
    for row in rows:
        found.setdefault(row["parent"], []).append(row["anchor"] or row["url"])
    return found


def _page(row: sqlite3.Row) -> Page:
    said = dict(row)
    return Page(
        **said
        | {
            "claims": PageClaims.of_json(said["claims"]),
            "also_in": tuple(json.loads(said["also_in"])),
            "further": bool(said["further"]),
            "asked": bool(said["asked"]),
            "once": bool(said["once"]),
        }
    )


def write(archive: Archive, visit_id: int, claims: Iterable[Claim]) -> None:
    """The books of a visit, inside the caller's transaction; what was open at the visit before is open since then."""
    visit = archive.rows("select key, portal_id, started_at from visits where id = ?", visit_id)[0]
    before = {
        (row["kind"], row["address"]): row["since"]
        for row in archive.rows(
            "select kind, address, since from visit_claims where state = 'open' and visit_id ="
            " (select max(id) from visits where portal_id = ? and id < ? and exists"
            " (select 1 from visit_claims where visit_id = visits.id))",
            visit["portal_id"],
            visit_id,
        )
    }
    archive.conn.execute("delete from visit_claims where visit_id = ?", (visit_id,))
    for claim in claims:
        is_open = claim.state == "open"
        since = before.get((claim.kind, claim.address)) or visit["started_at"]
        row = {
            **{f.name: getattr(claim, f.name) for f in fields(claim)},
            "key": key("visit_claim", visit["key"], claim.kind, claim.address),
            "visit_id": visit_id,
            "named": json.dumps(list(claim.named[:MOST_NAMED]), ensure_ascii=False),
            "since": since if is_open else None,
        }
        archive.insert("visit_claims", row)


def still_open(archive: Archive) -> dict[str, list[Claim]]:
    """Key of a portal -> what the books of its last visit left open, the numbers of lists aside."""
    names = ", ".join(f"k.{f.name}" for f in fields(Claim))
    rows = archive.rows(
        f"select o.key as portal, {names} from visit_claims k join visits v on v.id = k.visit_id"
        " join portals o on o.id = v.portal_id where k.state = 'open' and k.kind not in ('pages', 'rows') and v.id ="
        " (select max(w.id) from visits w where w.portal_id = o.id and exists"
        " (select 1 from visit_claims where visit_id = w.id)) order by o.key, k.kind, k.address"
    )
    found: dict[str, list[Claim]] = {}
    for row in rows:
        said = dict(row)
        portal = said.pop("portal")
        found.setdefault(portal, []).append(Claim(**said | {"named": tuple(json.loads(said["named"]))}))
    return found


def to_json(claim: Claim) -> dict[str, object]:
    """Plain types, with what kind of claim it is in Chinese and English."""
    zh, en = CLAIMS[claim.kind]
    return {**asdict(claim), "kind_zh": zh, "kind_en": en}


def sentence(claim: Claim) -> str:
    """What is open of a claim, for people: `list 政府信息公开年报 http://…: 3 of 9 pages`."""
    if claim.kind in ("elsewhere", "reports", "files"):
        return f"{CLAIMS[claim.kind][1]} {claim.name or ''}: {claim.why}".replace(" :", ":")
    return f"{CLAIMS[claim.kind][1]} {claim.name or ''} {claim.url}: {claim.why}".replace("  ", " ")
