"""Bodies with places of their own: a small site each, towns on a drawn map, codes in attributes that a handler joins to an address."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import escape

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply

NAME = "政府信息公开年报"


# -- a small site for each body -------------------------------------------------------------------------------------


def department_sites(rng: random.Random, county: County) -> Portal:
    """A group of sites: each body has its own home page with its own menu, and its reports by year below its own 信息公开."""
    portal = Portal(county, rng)
    names = portal.names
    own = static_column(portal, NAME, county.own)
    guide = f"/{names.slug()}/"
    opened, annual = (
        rng.choice(("信息公开", "政务公开", "信息公开专栏")),
        rng.choice(("年度报告", "信息公开年报", "公开年报")),
    )
    sites = []
    for organ in county.bodies:
        root = f"/{names.slug()}/"
        sites.append((f"{organ.short}网站", root))
        disclosure, news = (
            f"{root}{names.slug()}/",
            static_column(portal, "部门动态", county.news_of(organ, 9), f"{root}{names.slug()}/"),
        )
        column = f"{disclosure}{names.slug()}/"
        duties = portal.page(
            f"{disclosure}{names.slug()}.{names.static}",
            "机构职能",
            f"<p>{organ.name}的职责由编制部门规定。样例。</p>" * 5,
        )
        bar = links([("网站首页", root), ("部门动态", news), (opened, disclosure), ("返回门户", "/")])
        years = []
        for report in county.of(organ):
            year = report.report.year if report.report else 0
            page = portal.page(f"{column}{year}/", f"{year}年", f"<ul>{bar}</ul>{portal.listing([report])}")
            years.append((f"{year}年", page))
        portal.page(column, annual, f"<ul>{bar}</ul><ol>{links(years)}</ol>")
        portal.page(
            disclosure, opened, f"<ul>{bar}</ul><ul>{links([('机构职能', duties), (annual, column)])}</ul>"
        )
        head = f'<p><img src="{root}banner.jpg" alt="{organ.name}"></p>'
        portal.page(root, organ.name, f"{head}<ul>{bar}</ul>{portal.listing(county.news_of(organ, 5))}")
    group = rng.choice(("部门网站", "站群导航", "部门、乡镇网站"))
    portal.page(guide, group, f"<ul>{links(sites)}</ul>")
    stand(portal, [(NAME, own), (group, guide)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        group_page = browser.follow(page, group)
        for words, _ in sites:
            home = browser.follow(group_page, words)
            inside = browser.go(
                next(url for url, said in home.links() if said == opened and url.count("/") > 4), home
            )
            column = browser.follow(inside, annual)
            for url, said in column.links():
                if said.endswith("年"):
                    yield from (found for found, _ in browser.go(url, column).links())

    portal.clicks = clicks
    return portal


# -- a map ----------------------------------------------------------------------------------------------------------


def svg_map(rng: random.Random, county: County) -> Portal:
    """The bodies stand on a drawn map: shapes with a link around them, whose words are text of the drawing or a title in it."""
    portal = Portal(county, rng)
    names = portal.names
    own = static_column(portal, NAME, county.own)
    folder = f"/{names.slug()}/"
    said = rng.random() < 0.5
    shapes = []
    for at, organ in enumerate(county.bodies):
        column = static_column(
            portal, f"{organ.short}信息公开年报", county.of(organ), f"{folder}{names.slug()}/"
        )
        x, y = 40 + 110 * (at % 6), 40 + 70 * (at // 6)
        label = f'<text x="{x + 8}" y="{y + 30}" font-size="14">{organ.short}</text>' if said else ""
        title = "" if said else f"<title>{organ.short}</title>"
        shapes.append(
            f'<a xlink:href="{column}">{title}<path d="M{x} {y}h100v60h-100z" fill="#cde" stroke="#789"/>{label}</a>'
        )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="720" height="480">'
        f"{''.join(shapes)}</svg>"
    )
    words = rng.choice(("部门、乡镇年报地图", "各单位信息公开年报", "乡镇街道和部门年报"))
    chart = portal.page(f"{folder}", words, f"<p>点击图块查看各单位年报</p>{drawing}")
    stand(portal, [(NAME, own), (words, chart)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        for shape in browser.follow(page, words).links():
            if shape[0].count(folder):
                for shown in turned(browser, browser.go(shape[0]), portal.look.next):
                    yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- codes in attributes --------------------------------------------------------------------------------------------

_JOINS = (
    """$(".{box} li").click(function () {{
  window.location.href = "{path}?{unit}=" + $(this).attr("{mark}") + "&{kind}={annual}";
}});""",
    """$(document).on("click", ".{box} li", function () {{
  var {var} = $(this).data("{data}");
  location.href = "{path}?{unit}=" + {var} + "&{kind}={annual}";
}});""",
    """var {var} = document.querySelectorAll(".{box} li");
for (var i = 0; i < {var}.length; i++) {{
  {var}[i].onclick = function () {{ window.open("{path}?{unit}=" + this.getAttribute("{mark}") + "&{kind}={annual}"); }};
}}""",
)


def coded_bodies(rng: random.Random, county: County) -> Portal:
    """The bodies are items of a list that hold a code alone; a handler joins it to the address of a query, whose answer is a page."""
    portal = Portal(county, rng)
    names = portal.names
    own = static_column(portal, NAME, county.own)
    path, unit, kind, annual = (
        f"/{names.slug()}/{names.slug()}.{names.dynamic}",
        names.key(),
        names.key(),
        names.digits(3),
    )
    data = names.key()
    codes = {names.digits(9): organ for organ in county.bodies}
    box = names.css()
    items = "".join(f'<li data-{data}="{code}">{organ.short}</li>' for code, organ in codes.items())
    script = rng.choice(_JOINS).format(
        box=box, path=path, unit=unit, kind=kind, annual=annual, mark=f"data-{data}", data=data, var=names.var()
    )  # fmt: skip

    def rows(asked: Asked) -> Reply | None:
        organ = codes.get(asked.params.get(unit, ""))
        if organ is None or asked.params.get(kind) != annual:
            return None
        papers: list[Document] = county.of(organ)
        return Reply(portal.framed(f"{organ.short} 信息公开年报", portal.listing(papers)))

    portal.handle(path, rows)
    words = rng.choice(("部门和乡镇年报", "各单位年报", "公开主体"))
    column = portal.page(
        f"/{names.slug()}/", words, f'<ul class="{escape(box)}">{items}</ul><script>{script}</script>'
    )
    stand(portal, [(NAME, own), (words, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        page = browser.follow(page, words)
        for code in codes:
            yield from (url for url, _ in browser.ask(page, f"{path}?{unit}={code}&{kind}={annual}").links())

    portal.clicks = clicks
    return portal
