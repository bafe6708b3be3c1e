"""Which links of a page are worth asking for: collected, scored, and those of the portal chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice

from archive.crawl.books import LooseEnd, PageClaims
from archive.crawl.frontier import Candidate, Kind
from archive.urls import canonicalize
from crawler.discovery import list_rows, mobile_copy
from crawler.discovery.attachments import attachments, pages_of_report
from crawler.discovery.boxes import (
    choices,
    doors,
    more_below_headings,
    more_of_mixed,
    more_of_reports,
    next_by_form,
    next_without_words,
    parts_of_index,
    unnamed,
)
from crawler.discovery.discovery import Discovery
from crawler.discovery.drawings import whole_texts
from crawler.discovery.grounds import Grounds
from crawler.discovery.included import needed_files, pieces, reads_scripts
from crawler.discovery.loose.ends import MOST
from crawler.discovery.mixed_lists import is_mixed, next_score
from crawler.discovery.neighbours import BEHIND, neighbours
from crawler.discovery.neighbours import SCORE as NEIGHBOUR
from crawler.discovery.page_box import by_number
from crawler.discovery.page_claims import Shown, claims_of
from crawler.discovery.pagination import below, frames, further_pages, onward
from crawler.discovery.printed import commented, feeds, next_in_print, put_by, told
from crawler.discovery.scoring import entries_of, rate_part, score_guess, score_link, shape
from crawler.discovery.script_pagination import scripted_pages
from crawler.discovery.unread_lists import why_unread
from crawler.families import Family
from crawler.listdata import (
    called_titles,
    json_attributes,
    next_pieces,
    script_choices,
    script_links,
    script_pagers,
    xml_lists,
    years_beside,
)
from crawler.listdata.viewers import shown_file
from crawler.page import vocabulary as words
from crawler.page.page import Found, Page
from parsers.lexicon.titles import read_title

MAX_DEPTH = 8
_LEAST: dict[Kind, float] = {"list": words.FILLED_LIST, "report": words.REPORT_WRAPPED + 10}
"""What a link is worth at least of which its place tells where it leads."""
_BACK_OR_END = re.compile(
    r"^\W{0,9}(?:[上前]一?[页頁]|首[页頁]|第一[页頁]|最[前后]一?[页頁]?|[尾末][页頁]|prev\w{0,9}|first|last)\W{0,9}$|^[<‹«←◀|]{1,3}$",
    re.I,
)
"""Links of a pager that do not lead on."""


@dataclass(frozen=True, slots=True)
class Links:
    """All that a page links. `further`: further pages of its list; `entries`: links to reports, told by their shape."""

    found: list[Found]
    further: list[Found]
    onward: list[Found]
    """Where a page without text sends its reader."""
    entries: set[str]
    answer: bool
    """The page is an answer that fills a list, so that only its family reads it."""
    asks: bool
    """Its script would make requests for the rows of a list."""

    @property
    def shown(self) -> int:
        """The same in every process, as the hash of a text is not. Of the links of a pager none counts, back, on or the page's own
        number: pages that show the same rows differ in them."""
        turned = {link.url for link in self.further}
        rows = (link for link in self.found if link.url not in turned and not _turns(link.text.strip()))
        shown = {f"{link.url} {link.form or ''}" for link in rows}
        return int.from_bytes(
            blake2b("\n".join(sorted(shown)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        )


def _turns(text: str) -> bool:
    """Whether the words of a link are those of a pager."""
    return bool(_BACK_OR_END.match(text) or words.NEXT.match(text) or words.PAGE_NUMBER.match(text))


def discover(page: Page, grounds: Grounds, families: Iterable[Family]) -> Discovery:
    """The candidates of a believed page, best score for each address, none outside the portal."""
    family = next((f for f in families if f.marks(page)), None)
    links = collect(page, family)
    scored = (*score(page, links), *mobile_copy.entrances(page, links.found, grounds))
    best = choose(mobile_copy.told_apart(scored, grounds, page.url), grounds, page.url)
    own = best.pop(canonicalize(page.url), None)
    chosen = list(best.values())
    listed = rows_of(links, chosen)
    why = unread(page, links, len(listed))
    return Discovery(
        chosen,
        reports=sum(c.kind == "report" or c.url in links.entries for c in chosen),
        family=family.NAME if family else "generic",
        shell=shell_of(page, own, links.onward),
        answer=links.answer,
        unread=why,
        shown=links.shown,
        away=next((link.url for link in links.onward if grounds.own(link.url) is None), None),
        files=needed_files(page, grounds, chosen, why, bool(links.further)) if not links.answer else (),
        claims=_claims(page, links, grounds, chosen, listed),
    )


def _claims(
    page: Page, links: Links, grounds: Grounds, chosen: list[Candidate], listed: set[str]
) -> PageClaims:
    """What a page claims, and what of it lies too deep to be asked for."""
    urls = [candidate.url for candidate in chosen]
    away = away_of(links, grounds)
    shown = Shown(links.found, links.further, listed, away, links.asks, links.answer, urls)
    claims = claims_of(page, shown)
    deep = _too_deep(page, links, grounds) if page.entry.depth >= MAX_DEPTH else ()
    return replace(claims, loose=tuple(dict.fromkeys((*claims.loose, *deep)))) if deep else claims


def _too_deep(page: Page, links: Links, grounds: Grounds) -> tuple[LooseEnd, ...]:
    """The links for which something speaks, be it that they stand below a column, and that are one click too many: asked only where a
    shorter way leads to them."""
    rated = ((link, *_rate(page, link, links.entries)) for link in links.found)
    telling = (
        link.url
        for link, kind, points in rated
        if (points > 0 and page.is_column and below(page.url, link.url))
        or (kind != "guess" and points >= words.WORTH_ASKING)
    )
    own = (url for url in dict.fromkeys(telling) if url != page.url and grounds.holds(url))
    return tuple(LooseEnd("link", url) for url in islice(own, MOST))


def collect(page: Page, family: Family | None) -> Links:
    """The links of a page, and what its family finds on it."""
    answer = family is not None and family.answers(page)
    extra = family.links(page) if family is not None else []
    found, further = ([], []) if answer else _own_links(page)
    further += [link for link in extra if link.pagination]
    found += _but_turned(found, [link for link in extra if not link.pagination], further)
    entries = entries_of(page, [link for link in found if link.kind is None])
    asks = any(link.kind is not None for link in extra)
    return Links(found, further, onward(page), entries, answer, asks)


def _but_turned(found: list[Found], extra: list[Found], further: list[Found]) -> list[Found]:
    """What a family found, but for requests to which the pager of a page leads that shows rows itself (`found`): they are further
    pages, and not its first."""
    turned = {(link.url, link.form) for link in further}
    again = [link for link in extra if (link.url, link.form) in turned]
    if not again or not any(read_title(words.line(link.text)).is_report for link in found):
        return extra
    return [link for link in extra if link not in again]


def _own_links(page: Page) -> tuple[list[Found], list[Found]]:
    """What stands in the page or in its scripts: links, and those to further pages of its list."""
    if xml_lists.is_list(page):
        return xml_lists.links(page)
    found = _in_print(page)
    further = further_pages(page) or [*next_by_form(page), *next_without_words(page)] or scripted_pages(page)
    if page.entry.kind == "home":
        found += script_choices.chosen(page)
    if reads_scripts(page):
        found += script_links.links(page)
        further = further or script_pagers.further(page)
    further = further or list(json_attributes.further(page)) or list(by_number(page)) or next_in_print(page)
    if not further and page.is_column and (ask := next_pieces.following(page)):
        further = [Found(ask.url, "", pagination=True)]
    return [
        *found,
        *json_attributes.links(page),
        *years_beside.links(page),
        *told(page),
        *commented(page),
        *put_by(page),
        *feeds(page),
        *pieces(page),
    ], further


def _in_print(page: Page) -> list[Found]:
    """The links that stand in the page, and what their place tells of them."""
    found = [Found(shown_file(x.url), words.said_of(x.text, x.title), x.title) for x in page.outline.links]
    found += [
        *more_of_reports(page),
        *more_below_headings(page),
        *choices(page),
        *list_rows.links(page),
        *whole_texts(page),
    ]
    wrong = called_titles.mistaken(page) if page.is_column else ()
    return [link for link in found if link.url not in wrong] if wrong else found


def score(page: Page, links: Links) -> Iterator[Candidate]:
    """Every link that may be worth asking for, several times where it stands several times."""
    files = [*attachments(page), *pages_of_report(page, links.further)]
    yield from files
    of_files = {file.url for file in files}
    names_reports = speaks = False
    for link in links.found:
        if link.url not in of_files:
            kind, points = _rate(page, link, links.entries)
            speaks |= kind != "guess" and points >= words.WORTH_ASKING
            names_reports |= kind == "report" and link.kind is None
            yield from _candidate(page, link, kind, points)
    yield from _beside(page, links)
    yield from _without_words(page, speaks=speaks)
    for address in page.outline.cited:
        yield from _candidate(page, Found(address, page.outline.title or ""), "list", words.CITED)
    kind, points = _rate_pagination(page, names_reports)
    for link in links.further:
        if link.url not in of_files:
            yield from _candidate(page, link, kind, points)
    for link in frames(page) if page.is_column and not (page.entry.further and page.names_reports) else ():
        yield from _candidate(page, link, "list", page.entry.score - 1)
    for link in links.onward:
        yield from _candidate(page, link, page.entry.kind, page.entry.score)


def _without_words(page: Page, *, speaks: bool) -> Iterator[Candidate]:
    """Links without a name of their own, of which nothing but their place speaks. `speaks`: another link of the page is worth asking
    for by its words."""
    for link in list_rows.wordless(page):
        yield from _candidate(page, link, "list", words.WORTH_ASKING + 1)
    for link in list_rows.speechless(page):
        yield from _candidate(page, link, "page", words.UNNAMED, deeper=False)
    for link in more_of_mixed(page):
        yield from _candidate(page, link, "page", words.MIXED_LIST)
    for link in unnamed(page):
        yield from _candidate(page, link, "page", words.UNNAMED)
    for link in () if speaks else doors(page):
        yield from _candidate(page, link, "guess", words.UNTOLD_SCORE)


def _beside(page: Page, links: Links) -> Iterator[Candidate]:
    """The other parts of an index of which the page is one, numbers of its own pager aside, and the articles beside a report."""
    turned = {link.url for link in links.further} if page.is_column else ()
    for link in parts_of_index(page):
        if link.url not in turned:
            yield from _candidate(page, link, *rate_part(page, link), deeper=False)
    for link in neighbours(page):
        kind, points = score_link(page, link)
        least = NEIGHBOUR if page.outline.kind == "report" else BEHIND
        beside: tuple[Kind, float] = (kind, points) if kind == "report" else ("page", least)
        yield from _candidate(page, link, *beside, deeper=False)


def choose(candidates: Iterable[Candidate], grounds: Grounds, at: str) -> dict[str, Candidate]:
    """The best candidate of each canonical address, none outside the portal."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if grounds.admits(candidate.url, candidate.kind, at):
            known = best.get(candidate.address)
            if known is None or candidate.score > known.score:
                best[candidate.address] = candidate
    return best


def shell_of(page: Page, own: Candidate | None, onward: list[Found]) -> str | None:
    """Where a page without text sends its reader, if that is its own address, written otherwise or to come again (`own`)."""
    if own is None:
        return None
    return own.url if any(link.url == own.url for link in onward) else None


def rows_of(links: Links, chosen: list[Candidate]) -> set[str]:
    """The rows of the page's list: its links of one shape with its reports."""
    shapes = {shape(c.url) for c in chosen if c.kind == "report" or c.url in links.entries}
    return {link.url for link in links.found if link.kind is None and shapes and shape(link.url) in shapes}


def away_of(links: Links, grounds: Grounds) -> list[Found]:
    """Links out of the portal."""
    return [link for link in links.found if link.kind is None and grounds.holds(link.url) is None]


def unread(page: Page, links: Links, listed: int) -> str | None:
    """Why the list of the page is not read, or not to its end. `listed`: how many rows it has."""
    return why_unread(
        page,
        answer=links.answer,
        asks=links.asks,
        shown=len(links.found),
        listed=listed,
        further=len(links.further),
        left=bool(links.further) and is_mixed(page) and not next_score(page),
    )


def _rate(page: Page, link: Found, entries: set[str]) -> tuple[Kind, float]:
    """What a link leads to, and its score."""
    if link.kind is not None:
        return link.kind, max(page.entry.score, _LEAST.get(link.kind, 0.0))
    kind, points = score_link(page, link)
    if kind != "report" and link.url in entries:
        return "list", max(points, words.COLUMN_ENTRY_SCORE)
    return (kind, points) if points >= words.WORTH_ASKING else ("guess", score_guess(page, link))


def _rate_pagination(page: Page, names_reports: bool) -> tuple[Kind, float]:
    """What the further pages of the page's list are worth; nothing where no word speaks for them."""
    if page.is_column:
        return "more", max(page.entry.score - 1, words.SLUG_COLUMN_SCORE)
    if names_reports:
        return "page", words.MIXED_LIST
    if is_mixed(page):
        return "page", next_score(page)
    return "guess", 0.0


def _candidate(
    page: Page, link: Found, kind: Kind, points: float, *, deeper: bool = True
) -> Iterator[Candidate]:
    depth = page.entry.depth + (deeper and not link.pagination)
    if points > 0 and depth <= MAX_DEPTH:
        named = link.text if link.kind else link.title or link.text
        anchor = page.entry.anchor if link.pagination else named
        parent = link.parent or page.url
        yield Candidate(
            link.url,
            kind,
            points - 0.1 * depth,
            depth,
            parent,
            anchor,
            link.title,
            link.form,
            link.pagination,
        )
