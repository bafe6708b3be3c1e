"""Reports among other papers: mixed lists of bodies with deep pagers, 通知公告 as the only place, titles cut short."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from samples.model import Document, Organ
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import OLDEST, County, newest_first
from tests.crawler.foreign.look import Row
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column

_SINCE, _BETWEEN = 15, 9
"""How many other papers a body has posted since its last report, and between two of them."""


def mixed(county: County, organ: Organ) -> list[Document]:
    """The papers of a body in one list: the report of January lies behind what came after it."""
    reports, found = county.of(organ), []
    news = county.news_of(organ, 400)
    for number, report in enumerate(reports):
        newer = report.posted_on or OLDEST
        before = (reports[number - 1].posted_on or OLDEST) if number else newer + timedelta(days=330)
        between = [n for n in news if n.posted_on and newer <= n.posted_on < before]
        found += between[: _SINCE if number == 0 else _BETWEEN]
    oldest = min(r.posted_on or OLDEST for r in reports)
    found += [n for n in news if n.posted_on and n.posted_on < oldest][:4]
    return newest_first([*reports, *found])


def _directory(
    portal: Portal, put: Callable[[str, Organ, Sequence[list[Document]]], list[str]], size: int
) -> tuple[str, dict[str, list[str]]]:
    """A directory of bodies whose one list each is mixed; returns its path, and the pages of each body."""
    directory, places, found = f"/{portal.names.slug()}/", {}, []
    for organ in portal.county.bodies:
        path = f"{directory}{portal.names.slug()}/"
        places[organ.short] = put(path, organ, portal.cut(mixed(portal.county, organ), size))
        found.append((organ.short, path))
    portal.page(directory, "部门信息公开", f"<ul>{links(found)}</ul>")
    return directory, places


def _finish(portal: Portal, directory: str, places: dict[str, list[str]]) -> Portal:
    own = static_column(portal, "政府信息公开年报", portal.county.own)
    stand(portal, [("政府信息公开年报", own), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "公开年报").links())
        page = browser.follow(page, "部门信息公开")
        for short, paths in places.items():
            shown = browser.follow(page, short)
            yield from (url for url, _ in shown.links())
            for path in paths[1:]:
                yield from (url for url, _ in browser.ask(shown, path).links())

    portal.clicks = clicks
    return portal


def bodies_with_scripted_pager(rng: random.Random, county: County) -> Portal:
    """TRS "auto" lists: `createPageHTML(6,0,"index","html")` below a body's papers of every kind."""
    portal = Portal(county, rng)
    end, stem = portal.names.static, rng.choice(("index", "list"))
    portal.text("/images/page.js", "function createPageHTML(n,i,name,ext){/* 上一页 下一页 */}")

    def put(path: str, organ: Organ, pages: Sequence[list[Document]]) -> list[str]:
        places = [path, *(f"{path}{stem}_{n}.{end}" for n in range(1, len(pages)))]
        for number, mine in enumerate(pages):
            pager = f'<script>createPageHTML({len(pages)}, {number}, "{stem}", "{end}");</script>'
            file = '<script src="/images/page.js"></script>'
            portal.page(
                places[number], organ.short, f"<h2>{organ.short}</h2>{portal.listing(mine)}{file}{pager}"
            )
        return places

    return _finish(portal, *_directory(portal, put, 8))


def bodies_with_links(rng: random.Random, county: County) -> Portal:
    """Lists of bodies by a parameter, with plain links to the next page and the last."""
    portal = Portal(county, rng)
    param = portal.names.var()

    def put(path: str, organ: Organ, pages: Sequence[list[Document]]) -> list[str]:
        places = [path, *(f"{path}?{param}={n}" for n in range(2, len(pages) + 1))]
        for number, mine in enumerate(pages):
            further = (
                f'<a href="{places[number + 1]}">{portal.look.next}</a>' if number + 1 < len(pages) else ""
            )
            last = f'<a href="{places[-1]}">尾页</a>' if len(pages) > 1 else ""
            portal.page(
                places[number], organ.name, f"{portal.listing(mine)}<p>共{len(pages)}页 {further} {last}</p>"
            )
        return places

    return _finish(portal, *_directory(portal, put, 10))


def bodies_with_loop(rng: random.Random, county: County) -> Portal:
    """The same with a pager that a loop writes: two structures at once, as real portals have them."""
    portal = Portal(county, rng)
    end, var = portal.names.static, portal.names.var()

    def put(path: str, organ: Organ, pages: Sequence[list[Document]]) -> list[str]:
        places = [path, *(f"{path}{n}.{end}" for n in range(2, len(pages) + 1))]
        for number, mine in enumerate(pages):
            pager = (
                f"<script>var {var}={len(pages)};for(var k=2;k<={var};k++)"
                f'{{document.write("<a href=\'{path}"+k+".{end}\'>"+k+"</a>&nbsp;")}}</script>'
            )
            portal.page(places[number], f"{organ.short}政务公开", portal.listing(mine) + pager)
        return places

    return _finish(portal, *_directory(portal, put, 9))


def notices_only(rng: random.Random, county: County) -> Portal:
    """Reports stand in 通知公告 among notices, and nowhere else."""
    portal = Portal(county, rng)
    submit = [m for m in county.misses if "报送" in m.title]
    papers = newest_first([*county.reports, *submit, *county.news[80:130]])
    path = static_column(portal, "通知公告", papers)
    stand(portal, [], path)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.walk("通知公告")
        for place in [path, *(p for p in portal.pages if p.startswith(f"{path}list_"))]:
            yield from (url for url, _ in browser.ask(page, place).links())

    portal.clicks = clicks
    return portal


def cut_titles(rng: random.Random, county: County) -> Portal:
    """Titles end before 信息公开, without an attribute that has the rest; the column and the bodies' lists alike."""
    portal = Portal(county, rng)
    length = rng.randint(16, 19)

    def lines(documents: Sequence[Document]) -> str:
        rows = [Row(_cut(r.title, length), r.href, r.day) for r in portal.rows(documents)]
        return (
            "<ul>"
            + "".join(f'<li><a href="{r.href}">{r.title}</a><i>{r.day}</i></li>' for r in rows)
            + "</ul>"
        )

    path, directory = f"/{portal.names.slug()}/", f"/{portal.names.slug()}/"
    portal.page(path, "政府信息公开年报", lines(county.own))
    found = []
    for organ in county.bodies:
        found.append((organ.short, f"{directory}{portal.names.slug()}.{portal.names.static}"))
        portal.page(found[-1][1], organ.name, lines(mixed(county, organ)))
    portal.page(directory, "部门信息公开", f"<ul>{links(found)}</ul>")
    stand(portal, [("政府信息公开年报", path), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "公开年报").links())
        page = browser.follow(page, "部门信息公开")
        for short, _ in found:
            yield from (url for url, _ in browser.follow(page, short).links())

    portal.clicks = clicks
    return portal


def _cut(title: str, length: int) -> str:
    kept = max(length, title.find("年") + 1)
    return title if len(title) <= kept else f"{title[:kept]}…"
