"""One portal of the farm, put together: county, papers, columns, software, hazards."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from samples.farm import papers
from samples.farm.columns import Column, Papers, tree
from samples.farm.county import LAST_YEAR, county
from samples.farm.hazards import lay
from samples.farm.look import look
from samples.farm.site import Site, friends
from samples.farm.software import ALL, FAMILIES, HOME_MADE, Software
from samples.model import Document
from samples.places import Place


@dataclass(frozen=True)
class State:
    """What has happened to a portal: its generation of software, what it published late, what it revised, a wall."""

    generation: int = 0
    late: frozenset[str] = frozenset()
    revised: Mapping[str, int] | None = None
    blocked: str = ""


def software(seed: int, number: int, generation: int = 0) -> Software:
    """What a portal runs on: over a farm every family comes in turn, and a portal in four is home-made."""
    rng = random.Random(f"farm/{seed}/order")
    known, own = list(FAMILIES), list(HOME_MADE)
    rng.shuffle(known)
    rng.shuffle(own)
    mine = number % 4 == 3
    chosen = own[number // 4 % len(own)] if mine else known[(number - number // 4) % len(known)]
    if not generation:
        return chosen
    others = [s for s in ALL if s.name.partition("-")[0] != chosen.name.partition("-")[0]]
    return random.Random(f"farm/{seed}/{number}/{generation}").choice(others)


def late(place: Place) -> list[str]:
    """Keys of the reports that a portal has still to publish: of the last year, by organs that have not yet."""
    return [f"{place.key}/{o.key}/{LAST_YEAR}" for o in place.organs if LAST_YEAR not in o.years]


def documents(place: Place, state: State) -> list[Document]:
    """The reports that stand on a portal in a state, each with its revision."""
    revised = state.revised or {}
    found = []
    for organ in place.organs:
        base = f"{place.key}/{organ.key}"
        found += [papers.report(place, organ, y, revised.get(f"{base}/{y}", 0)) for y in organ.years]
        key = f"{base}/{LAST_YEAR}"
        if key in state.late:
            found.append(papers.report(place, organ, LAST_YEAR, 0, date(LAST_YEAR + 1, 6, 18)))
    return found


def build(seed: int, number: int, state: State) -> Site:
    """The portal with all its addresses; no page is rendered yet."""
    kind = software(seed, number, state.generation)
    place = county(seed, number, kind.name)
    rng = random.Random(f"farm/{seed}/{number}/{state.generation}/site")
    drawn = look(rng, kind.pagers, kind.encodings)
    if kind.lists == "family" and drawn.hrefs == "relative":
        # What a script fills in is never written relative: it would depend on who reads it.
        drawn = replace(drawn, hrefs="root")
    site = Site(place, drawn, rng)
    site.shared = _shared(rng, site)
    # The tree is drawn before late reports are filed, so that publishing one moves nothing else.
    filed = Papers(documents(place, State()), papers.near_misses(place), papers.news(place))
    root = tree(random.Random(f"farm/{seed}/{number}/{state.generation}/tree"), place, filed, kind.structures)
    _update(root, documents(place, state))
    site.shared |= {"root": root, "friends": friends()}
    kind.build(site, root)
    _home(site, root, kind)
    lay(site, root, kind)
    return site


def _shared(rng: random.Random, site: Site) -> dict[str, Any]:
    shared: dict[str, Any] = {"prefix": site.place.key.replace("-", "x"), "organs": rng.randint(1, 20)}
    if rng.random() < 0.2:
        shared["moved"] = date(2021, rng.randint(1, 12), rng.randint(1, 28))
    return shared


def _update(root: Column, current: list[Document]) -> None:
    """Replace reports by their present state, and file the new ones beside those of their organ."""
    now = {d.key: d for d in current}
    columns = [c for c in dict.fromkeys(root.walk()) if any(d.report for d in c.documents)]
    known = {d.key for c in columns for d in c.documents}
    for column in columns:
        column.documents = [now.get(d.key, d) for d in column.documents]
    annual = [c for c in columns if c.annual]
    for document in current:
        if document.key in known:
            continue
        target = _column_for(annual, document)
        target.documents.insert(0, document)


def _column_for(annual: list[Column], document: Document) -> Column:
    """Where a new report goes: the column of its year if there is one, else where its organ's others stand."""
    assert document.report is not None and document.organ is not None
    mates = [c for c in annual if document.report.year in _years(c)]
    mine = [c for c in annual if document.organ.key in _organs(c)]
    both = [c for c in mine if c in mates]
    by_year = len(mine) > 1
    return (both or (mates if by_year else mine) or mine or annual)[0]


def _years(column: Column) -> set[int]:
    return {d.report.year for d in column.documents if d.report}


def _organs(column: Column) -> set[str]:
    return {d.organ.key for d in column.documents if d.organ}


def _home(site: Site, root: Column, kind: Software) -> None:
    """The home page: menu, news, and what else a county wants to show."""
    news = [c for c in root.children if c.kind == "list" and not c.annual][:3]
    blocks = []
    for column in news:
        entries = [e for e in (_line(site, kind, column, d) for d in column.documents[:8]) if e]
        blocks.append((column, entries))
    context = {"column": root, "software": kind, "blocks": blocks}
    site.add("/", "home.html", context)
    robots = f"User-agent: *\nCrawl-delay: {site.place.crawl_delay}\nDisallow: {site.place.disallow}\n"
    if site.rng.random() < 0.7:
        site.add("/robots.txt", "text", {"text": robots})


def _line(site: Site, kind: Software, column: Column, document: Document) -> Any:
    paths = site.addresses.get(document.key)
    if not paths:
        return None
    # The home page may stand at another address than the root: what it lists is never written relative.
    href = paths[0] if site.look.hrefs == "relative" else site.href(paths[0])
    return kind.line(site, document, href)
