"""More of the kind: a mobile site that has more, years filed in another column, all rows behind a prepared search, tabs that load pieces of HTML,
rows that say only a year."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import quote

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County, newest_first
from tests.crawler.foreign.look import Row
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply, moved

NAME = "政府信息公开年报"
PREFIXES = ("m", "wap", "3g")


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


# -- a mobile site --------------------------------------------------------------------------------------------------


def mobile_site(rng: random.Random, county: County) -> Portal:
    """The new site was filled from the last years on; 手机版, on a host `m.` (`wap.`, `3g.`) of the same name, still has all years."""
    portal = Portal(county, rng)
    mobile = Portal(
        replace(county, place=replace(county.place, host=f"{rng.choice(PREFIXES)}.{portal.host}")),
        random.Random(rng.random()),
    )
    portal.side = mobile
    last = max(map(_year, county.reports)) - 2
    old = [r for r in county.reports if _year(r) <= last]
    new = [r for r in county.reports if r not in old]
    mobile.menu += [("首页", "/")]
    names = mobile.names
    column, news = f"/{names.slug()}/", f"/{names.slug()}/"
    pages = mobile.cut(county.reports)
    places = [column, *(f"{column}?{names.key()}={n}" for n in range(2, len(pages) + 1))]

    def rows(mine: list[Document]) -> str:
        found = [
            Row(
                d.title,
                mobile.article(d) if d in old else portal.absolute(portal.article(d)),
                str(d.posted_on),
            )
            for d in mine
        ]
        return mobile.look.listing(found)

    for at, mine in enumerate(pages):
        further = f'<a href="{places[at + 1]}">{mobile.look.next}</a>' if at + 1 < len(pages) else ""
        mobile.page(places[at], "政府信息公开年报", f"{rows(mine)}<p>{further}</p>")
    mobile.page(news, "要闻", mobile.listing(county.news[:5]))
    mobile.page("/", "首页", f"<ul>{links([('要闻', news), ('信息公开年报', column)])}</ul>")
    path = static_column(portal, NAME, new)
    stand(portal, [(NAME, path)])
    words = rng.choice(("手机版", "移动版", "触屏版", "WAP"))
    plain = portal.pages["/"]

    def home(asked: Asked) -> Reply:
        reply = plain(asked)
        assert reply is not None
        link = f'<a href="{mobile.absolute("/")}">{words}</a>'
        return replace(reply, body=reply.body.replace("<br>主办单位", f" {link}<br>主办单位"))

    portal.handle("/", home)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.walk(words, "信息公开年报")
        for shown in turned(browser, page, mobile.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- years in another column ----------------------------------------------------------------------------------------


def misfiled_years(rng: random.Random, county: County) -> Portal:
    """The column begins with the year in which it was set up; what is older was filed among the papers of another column, far behind."""
    portal = Portal(county, rng)
    last = max(map(_year, county.reports)) - rng.choice((1, 2))
    old = [r for r in county.reports if _year(r) <= last]
    others = [n for n in county.news if n.report is None][72:108]
    where = rng.choice(("其他", "工作总结", "综合信息", "历史信息", "部门文件"))
    mixed = newest_first([*old, *others]) if rng.random() < 0.5 else [*others, *old]
    path = static_column(portal, NAME, [r for r in county.reports if r not in old])
    far = static_column(portal, where, mixed)
    stand(portal, [(NAME, path), (where, far)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for url in (next(u for u, said in page.links() if said == words) for words in (NAME, where)):
            for shown in turned(browser, browser.go(url, page), portal.look.next):
                yield from (u for u, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- a prepared search ----------------------------------------------------------------------------------------------


def prepared_search(rng: random.Random, county: County) -> Portal:
    """The column shows its newest rows; 更多 is a search with the word filled in. Results mark the word in titles, and lead through a counter."""
    portal = Portal(county, rng)
    names, size = portal.names, portal.look.size
    word = rng.choice(("信息公开工作年度报告", "年度报告", "信息公开年报"))
    rest, param, page = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.key(), names.key()
    counter, number = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.key()
    found = newest_first([*county.reports, *(m for m in county.misses if "报告" in m.title)])
    ids = {names.hexadecimal(16): document for document in found}
    by_key = {document.key: code for code, document in ids.items()}
    pages, counted = portal.cut(found, 10), rng.random() < 0.6
    portal.rows(found)

    def go(asked: Asked) -> Reply | None:
        document = ids.get(asked.params.get(number, ""))
        return moved(portal.article(document)) if document else None

    def row(document: Document) -> str:
        href = f"{counter}?{number}={by_key[document.key]}" if counted else portal.article(document)
        title = escape(document.title)
        for part in ("信息公开", "年度报告"):
            title = title.replace(part, f'<font color="red">{part}</font>')
        return f'<div><h3><a href="{href}" target="_blank">{title}</a></h3><p>{document.posted_by} {document.posted_on}</p></div>'

    def results(asked: Asked) -> Reply:
        at = asked.number(page) - 1
        if asked.params.get(param) != word or not 0 <= at < len(pages):
            return Reply(portal.framed("检索结果", "<p>抱歉，没有找到相关结果</p>"))
        further = f'<a href="{rest}?{param}={quote(word)}&amp;{page}={at + 2}">{portal.look.next}</a>'
        body = f"<p>为您找到相关结果约{len(found)}个</p>{''.join(map(row, pages[at]))}<p>{further if at + 1 < len(pages) else ''}</p>"
        return Reply(portal.framed("检索结果", body))

    portal.handle(counter, go)
    portal.handle(rest, results)
    more = rng.choice(("更多", "更多&gt;&gt;", "查看全部", "全部年报"))
    link = f'<p><a href="{rest}?{param}={quote(word)}">{more}</a></p>'
    path = portal.page(f"/{names.slug()}/", NAME, portal.listing(county.reports[:size]) + link)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        first = browser.go(next(u for u, _ in page.links() if f"{rest}?" in u), page)
        for shown in turned(browser, first, portal.look.next):
            for url, _ in shown.links():
                yield browser.go(url, shown).url if counter in url else url

    portal.clicks = clicks
    return portal


# -- tabs that load pieces ------------------------------------------------------------------------------------------


def loaded_tabs(rng: random.Random, county: County) -> Portal:
    """Three tabs, the first of them printed and full; the others, and what follows them, are pieces of HTML that an attribute names."""
    portal = Portal(county, rng)
    names, attr, css, box = portal.names, portal.names.key(), portal.names.css(), portal.names.css()
    folder, end = f"/{names.slug()}/", rng.choice(("html", "inc", "txt", "htm"))
    groups: dict[str, list[Document]] = defaultdict(list)
    for report in county.reports:
        kind = report.organ.kind if report.organ else ""
        groups["县政府" if report in county.own else "乡镇" if kind == "township" else "县直部门"].append(
            report
        )
    first, tabs = next(iter(groups)), {}
    for said, mine in groups.items():
        pages = portal.cut(mine)
        places = [f"{folder}{names.slug()}.{end}" for _ in pages]
        tabs[said] = places
        for at, papers in enumerate(pages):
            further = (
                f'<span data-{attr}="{places[at + 1]}">{portal.look.next}</span>'
                if at + 1 < len(pages)
                else ""
            )
            piece = portal.listing(papers) + further
            portal.handle(places[at], lambda _, piece=piece: Reply(piece))
    printed = portal.pages[tabs[first][0]](Asked("GET", "", ""))
    assert printed is not None
    code = f"""$(document).on("click", "[data-{attr}]", function () {{
  $("#{box}").load($(this).attr("data-{attr}"));
}});"""
    heads = "".join(
        f'<li class="{css}" data-{attr}="{places[0]}">{said}</li>' for said, places in tabs.items()
    )
    path = portal.page(
        f"/{names.slug()}/",
        NAME,
        f'<ul>{heads}</ul><div id="{box}">{printed.body}</div><script>{code}</script>',
    )
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for places in tabs.values():
            for place in places:
                yield from (url for url, _ in browser.ask(page, place).links())

    portal.clicks = clicks
    return portal


# -- rows that say a year -------------------------------------------------------------------------------------------

_DIGITS = "〇一二三四五六七八九"


def rows_of_years(rng: random.Random, county: County) -> Portal:
    """Recent rows bear the whole title; older ones the body and the year alone, some in Chinese numerals, as the editors of then wrote them."""
    portal = Portal(county, rng)
    last = max(map(_year, county.reports)) - rng.choice((1, 2))
    way = rng.choice(
        ("{body}（{year}年度）", "{year}年{body}", "{body}：{han}年度", "{han}年度·{body}", "{year}")
    )

    def said(document: Document) -> str:
        year = str(_year(document))
        body = document.organ.short if document.organ else ""
        return way.format(body=body, year=year, han="".join(_DIGITS[int(c)] for c in year))

    def rows(mine: list[Document]) -> str:
        return portal.look.listing(
            [Row(d.title if _year(d) > last else said(d), portal.article(d), str(d.posted_on)) for d in mine]
        )

    folder, end = f"/{portal.names.slug()}/", portal.names.static
    pages = portal.cut(county.reports, 12)
    places = [folder, *(f"{folder}index_{n}.{end}" for n in range(1, len(pages)))]
    for at, mine in enumerate(pages):
        further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(pages) else ""
        portal.page(places[at], NAME, f"{rows(mine)}<p>{further}</p>")
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        for shown in turned(browser, browser.follow(browser.disclosure(), NAME), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal
