"""Pages as busy people leave them: links in careless spelling, two lists with a pager each, a drawing in place of the report, forms sent from a link."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import quote, unquote, urljoin

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


# -- careless spelling ----------------------------------------------------------------------------------------------


def _careless(rng: random.Random, path: str, title: str, day: str) -> str:
    """A row with a link as an editor's tool of 2006 wrote it."""
    slashed = path.replace("/", "\\")
    ways = (
        f"<A title='{title}' HREF='{slashed}' target=_blank>{title}</A>",
        f'<a href=" {path} ">{title}</a>',
        f'<a\n  target="_blank"\n  href="\n  {path}">{title}</a>',
        f"<a class=lb href={path}><font color=#000080>{title}</font></a>",
        f'<a href="{path}" onclick="return true;"></a><a href="{path}">{title[:4]}<wbr>{title[4:]}</a>',
        f'<a href="http:{path}">{title}</a>',
        f"<a href='/.{path}'>{title.replace('年', '&#24180;')}</a>",
    )
    return f"<tr><td>&middot;{rng.choice(ways)}</td><td>{day}</td></tr>"


def careless_links(rng: random.Random, county: County) -> Portal:
    """Folders and files with Chinese names, unescaped; addresses with backslashes, blanks, line breaks, a scheme and no host."""
    portal = Portal(county, rng)
    folder, column = f"/{rng.choice(('信息公开', '公开', '政务公开栏'))}/", f"/{portal.names.slug()}/"
    end = portal.names.static
    for at, report in enumerate(county.reports):
        portal.put_article(report, quote(f"{folder}{_year(report)}年/年报{at + 1:02}.{end}"))
    found = portal.cut(county.reports, 9)
    places = [column, *(f"{column}{quote(f'第{n}页')}.{end}" for n in range(2, len(found) + 1))]
    for at, mine in enumerate(found):
        rows = "".join(_careless(rng, unquote(portal.article(d)), d.title, str(d.posted_on)) for d in mine)
        further = f"<A HREF={unquote(places[at + 1])}>{portal.look.next}</A>" if at + 1 < len(found) else ""
        portal.page(places[at], NAME, f"<table>{rows}</table><p>{further}</p>")
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for place in places:
            shown = page if place == column else browser.go(urljoin(page.url, place), page)
            for report in county.reports:
                path = portal.article(report)
                if unquote(path).rpartition("/")[2] in unescape(shown.text):
                    yield urljoin(page.url, path)

    portal.clicks = clicks
    return portal


# -- two pagers -----------------------------------------------------------------------------------------------------


def two_pagers(rng: random.Random, county: County) -> Portal:
    """One page with two lists, of the government and of the bodies; each has a pager with a parameter of its own that keeps the other's."""
    portal = Portal(county, rng)
    names = portal.names
    path, first, second = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.key(), names.key()
    own = portal.cut(county.own, 4)
    others = portal.cut([r for r in county.reports if r not in county.own], 5)

    def bar(key: str, number: int, of: int, other: str, kept: int) -> str:
        found = [f'<a href="?{key}={n}&amp;{other}={kept}">{n}</a>' for n in range(1, of + 1) if n != number]
        if number < of:
            found.append(f'<a href="?{key}={number + 1}&amp;{other}={kept}">{portal.look.next}</a>')
        return f"<p>第{number}/{of}页 {' '.join(found)}</p>"

    def page(asked: Asked) -> Reply:
        one, two = min(asked.number(first), len(own)), min(asked.number(second), len(others))
        upper = f"<h3>县政府年报</h3>{portal.listing(own[one - 1])}{bar(first, one, len(own), second, two)}"
        lower = f"<h3>部门、乡镇年报</h3>{portal.listing(others[two - 1])}{bar(second, two, len(others), first, one)}"
        return Reply(portal.framed(NAME, upper + lower))

    for report in county.reports:
        portal.article(report)
    portal.handle(path, page)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for key, count in ((first, len(own)), (second, len(others))):
            for number in range(1, count + 1):
                shown = browser.go(f"{page.url}?{key}={number}", page)
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- a drawing in place of the report -------------------------------------------------------------------------------


def infographic_first(rng: random.Random, county: County) -> Portal:
    """The rows of the last years lead to a drawing (一图读懂); the report itself is linked below the drawing alone."""
    portal = Portal(county, rng)
    names = portal.names
    last = max(map(_year, county.reports)) - rng.choice((1, 2))
    way = rng.choice(("【图解】{}", "一图读懂：{}", "图解丨{}"))
    said = rng.choice(("查看全文", "原文链接", "报告全文", "相关文件"))
    folder = f"/{names.slug()}/"
    shown: list[Document] = []
    for report in county.reports:
        if _year(report) < last:
            shown.append(report)
            continue
        drawing = f'<p><img src="{folder}{names.digits(7)}.jpg" width="800" alt=""></p>'
        path = portal.article(report)
        link = rng.choice((f'{said}：<a href="{path}">{report.title}</a>', f'<a href="{path}">{said}</a>'))
        title = way.format(report.title)
        other = replace(report, key=f"{report.key}/drawing", title=title, report=None)
        place = portal.page(f"{folder}{names.digits(6)}.{names.static}", title, f"{drawing}<p>{link}</p>")
        portal.addresses[other.key] = place
        shown.append(other)
    column = static_column(portal, NAME, shown)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for listed in turned(browser, page, portal.look.next):
            for url, words in listed.links():
                if "图" in words:
                    yield from (found for found, _ in browser.go(url, listed).links())
                yield url

    portal.clicks = clicks
    return portal


# -- forms sent from a link -----------------------------------------------------------------------------------------

_SENDS = (
    "<a href=\"#\" onclick=\"document.getElementById('{field}').value='{n}';document.getElementById('{form}').submit();return false;\">{words}</a>",
    '<a href="javascript:document.{form}.{field}.value={n};document.{form}.submit();">{words}</a>',
    "<a href=\"javascript:void(0)\" onclick=\"document.forms['{form}'].elements['{field}'].value='{n}';document.forms['{form}'].submit()\">{words}</a>",
)


def inline_submit(rng: random.Random, county: County) -> Portal:
    """A form by POST whose page number is set and which is sent by two statements in the link itself; no function is called."""
    portal = Portal(county, rng)
    names = portal.names
    path, form, field, org = (
        f"/{names.slug()}/{names.slug()}.{names.dynamic}",
        names.key(),
        names.key(),
        names.key(),
    )
    code, way = names.digits(6), rng.choice(_SENDS)
    found = portal.cut(county.reports)
    for report in county.reports:
        portal.article(report)

    def links_of(number: int) -> str:
        wanted: Sequence[tuple[str, int]] = (
            ("首页", 1),
            ("上一页", number - 1),
            (portal.look.next, number + 1),
            ("尾页", len(found)),
        )
        return " ".join(
            way.format(form=form, field=field, n=n, words=w)
            for w, n in wanted
            if 1 <= n <= len(found) and n != number
        )

    def page(asked: Asked) -> Reply | None:
        number = asked.number(field) if asked.method == "POST" else 1
        if not 1 <= number <= len(found) or (asked.method == "POST" and asked.params.get(org) != code):
            return None
        inputs = (
            f'<input type="hidden" name="{org}" value="{code}">'
            f'<input type="hidden" id="{field}" name="{field}" value="{number}">'
        )
        sent = f'<form id="{form}" name="{form}" action="{path}" method="post">{inputs}</form>'
        bar = f"<p>共{len(county.reports)}条 第{number}页/共{len(found)}页 {links_of(number)}</p>"
        return Reply(portal.framed(NAME, f"{portal.listing(found[number - 1])}{sent}{bar}"))

    portal.handle(path, page)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for number in range(2, len(found) + 1):
            yield from (url for url, _ in browser.ask(page, path, {org: code, field: number}).links())

    portal.clicks = clicks
    return portal
