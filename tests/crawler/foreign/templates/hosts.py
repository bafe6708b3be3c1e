"""The county's column on a host that is not its own: by a path, by a parameter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.names import Names
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.web import Asked, Reply

_ENTRY = "政府信息公开年报"


def _upper(portal: Portal) -> Portal:
    """The host of the prefecture: it has other counties' columns too, and its own ways that are forbidden."""
    rng = random.Random(portal.rng.random())
    county = portal.county
    host = f"gk.{Names(rng).slug()}{county.place.key.removeprefix('x')}.localhost"
    place = replace(county.place, host=host, name=f"{county.name[0]}州市政府信息公开平台")
    upper = Portal(replace(county, place=place), rng)
    upper.menu.append(("首页", "/"))
    portal.side = upper
    return upper


def _neighbours(upper: Portal, folder: str) -> str:
    """Columns of other counties on the same host; nothing of theirs belongs to this portal."""
    found = []
    for number, name in enumerate(("柳岔县", "石堰县", "梨坞区"), 1):
        path = f"{folder}{upper.names.slug()}/"
        upper.page(path, f"{name}{_ENTRY}", "<p>该单位的栏目正在建设。样例。</p>" * number)
        found.append((f"{name}{_ENTRY}", path))
    return f"<ul>{links(found)}</ul>"


def column_by_path(rng: random.Random, county: County) -> Portal:
    """All reports stand below one path of the prefecture's host."""
    portal = Portal(county, rng)
    upper = _upper(portal)
    folder = f"/{upper.names.slug()}/{upper.names.slug()}/"
    path = static_column(upper, f"{county.name}{_ENTRY}", county.reports, folder)
    upper.page("/", "首页", _neighbours(upper, f"/{upper.names.slug()}/"))
    stand(portal, [(_ENTRY, upper.absolute(path))])
    portal.named.append(upper.host)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), _ENTRY)
        for place in (p for p in list(upper.pages) if p.startswith(folder)):
            yield from (url for url, _ in browser.ask(page, place).links())

    portal.clicks = clicks
    return portal


def column_by_area(rng: random.Random, county: County) -> Portal:
    """The county's own reports stand at home; those of its bodies on the prefecture's host, by an area's number."""
    portal = Portal(county, rng)
    upper = _upper(portal)
    names = upper.names
    area, page, code = names.var(), names.var(), names.digits(4)
    entry = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    others = [r for r in county.reports if r not in county.own]
    pages = upper.cut(others)
    for report in others:
        upper.article(report)

    def shown(asked: Asked) -> Reply | None:
        number = asked.number(page)
        if asked.params.get(area) != code or not 1 <= number <= len(pages):
            return Reply(upper.framed(_ENTRY, "<p>没有信息</p>"))
        further = (
            f'<a href="{entry}?{area}={code}&amp;{page}={number + 1}">下一页</a>'
            if number < len(pages)
            else ""
        )
        return Reply(upper.framed(f"{county.name}{_ENTRY}", upper.listing(pages[number - 1]) + further))

    upper.handle(entry, shown)
    upper.page("/", "首页", _neighbours(upper, f"/{names.slug()}/"))
    own = static_column(portal, "县政府信息公开年报", county.own)
    address = f"{upper.absolute(entry)}?{area}={code}"
    stand(portal, [("县政府信息公开年报", own), ("部门信息公开年报", address)])
    portal.named.append(upper.host)

    def clicks(browser: Browser) -> Iterator[str]:
        disclosure = browser.disclosure()
        yield from (url for url, _ in browser.follow(disclosure, "县政府信息公开年报").links())
        shown = browser.follow(disclosure, "部门信息公开年报")
        for number in range(2, len(pages) + 2):
            yield from (url for url, _ in shown.links())
            if number <= len(pages):
                shown = browser.follow(shown, "下一页")

    portal.clicks = clicks
    return portal
