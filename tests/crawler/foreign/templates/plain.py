"""Gentle controls: everything stands in the HTML."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.crawler.foreign.browser import Browser, Shown
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column


def turned(browser: Browser, page: Shown, words: str) -> Iterator[Shown]:
    """A list and what follows it by the links with these words."""
    while True:
        yield page
        further = [url for url, said in page.links() if said == words]
        if not further:
            return
        page = browser.go(further[0], page)


def column(rng: random.Random, county: County) -> Portal:
    """One column of all reports, paged by links, with a notice among them."""
    portal = Portal(county, rng)
    mixed = [*county.reports, *(m for m in county.misses if "报送" in m.title)]
    path = static_column(portal, "政府信息公开年报", mixed)
    stand(portal, [("政府信息公开年报", path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年报")
        for shown in turned(browser, page, portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def years(rng: random.Random, county: County) -> Portal:
    """A folder for each year, with plain links between them."""
    portal = Portal(county, rng)
    root = f"/{portal.names.slug()}/"
    found = sorted({r.report.year for r in county.reports if r.report}, reverse=True)
    folders = [(f"{year}年", f"{root}{year}/") for year in found]
    for year, (words, path) in zip(found, folders, strict=True):
        mine = [r for r in county.reports if r.report and r.report.year == year]
        static_column(portal, f"{words}政府信息公开年度报告", mine, path, f"<ul>{links(folders)}</ul>")
    portal.page(root, "政府信息公开年度报告", f"<ul>{links(folders)}</ul>")
    stand(portal, [("政府信息公开年度报告", root)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年度报告")
        for words, _ in folders:
            for shown in turned(browser, browser.follow(page, words), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def bodies(rng: random.Random, county: County) -> Portal:
    """The county's column, and a directory of bodies with a column of reports each."""
    portal = Portal(county, rng)
    own = static_column(portal, "政府信息公开年报", county.own)
    directory = f"/{portal.names.slug()}/"
    found = []
    for organ in county.bodies:
        path = f"{directory}{portal.names.slug()}/"
        annual = static_column(portal, "信息公开年报", county.of(organ), f"{path}nb/")
        news = static_column(portal, "工作动态", county.news_of(organ, 8), f"{path}dt/")
        portal.page(path, organ.short, f"<ul>{links([('工作动态', news), ('信息公开年报', annual)])}</ul>")
        found.append((organ.short, path))
    portal.page(directory, "部门乡镇信息公开", f"<ul>{links(found)}</ul>")
    stand(portal, [("政府信息公开年报", own), ("部门乡镇信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, "公开年报"), portal.look.next):
            yield from (url for url, _ in shown.links())
        page = browser.follow(page, "部门乡镇")
        for words, _ in found:
            annual = browser.follow(browser.follow(page, words), "信息公开年报")
            yield from (url for url, _ in annual.links())

    portal.clicks = clicks
    return portal
