"""Pages put together from pieces: the menu in a file, rows in a file of `document.write`, frames that wait, a 更多 that tabs aim."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Reply

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


def _by_year(reports: Sequence[Document]) -> list[tuple[int, list[Document]]]:
    years = sorted({_year(r) for r in reports}, reverse=True)
    return [(year, [r for r in reports if _year(r) == year]) for year in years]


# -- the menu in a file ---------------------------------------------------------------------------------------------

_INCLUDES = (
    '<div id="{place}"></div><script>$("#{place}").load("{path}");</script>',
    '<div id="{place}"></div><script>$(function () {{\n  $.get("{path}", function (d) {{ $("#{place}").html(d); }});\n}});</script>',
    '<object id="{place}" type="text/html" data="{path}" width="100%" height="120"></object>',
    '<div id="{place}"></div><script>fetch("{path}").then(function (r) {{ return r.text(); }}).then(function (t) {{ document.getElementById("{place}").innerHTML = t; }});</script>',
)


def menu_in_include(rng: random.Random, county: County) -> Portal:
    """No page has a menu of its own: a script (or an object) puts the same piece of HTML on top of each. The home page links news alone."""
    portal = Portal(county, rng)
    names = portal.names
    column = static_column(portal, NAME, county.reports)
    stand(portal, [(NAME, column)])
    piece = f"/{names.slug()}/{names.slug()}.{rng.choice(('html', 'htm', 'shtml', 'txt'))}"
    bar = f"<ul>{links(portal.menu)}</ul>"
    portal.handle(piece, lambda _: Reply(bar))
    put = portal.dialect.page(rng.choice(_INCLUDES).format(place=names.css(), path=piece))
    portal.menu.clear()
    news = portal.listing(county.news[:9]) + portal.listing(county.news[36:42])
    portal.page("/", "首页", f"{put}{news}")

    def clicks(browser: Browser) -> Iterator[str]:
        home = browser.home()
        menu = browser.ask(home, piece)
        page = browser.go(next(url for url, said in menu.links() if "公开" in said), home)
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- rows in a file of script ---------------------------------------------------------------------------------------


def written_file(rng: random.Random, county: County) -> Portal:
    """Each list is a file of script that the product makes for 'JS调用': line by line of `document.write`. The year's page calls its file."""
    portal = Portal(county, rng)
    names = portal.names
    folder, files = f"/{names.slug()}/", f"/{names.slug()}/"
    write = rng.choice(("document.write", "document.writeln"))
    groups = []
    for year, mine in _by_year(county.reports):
        lines = [
            f'<tr><td><a href="{portal.article(d)}" target="_blank">{d.title}</a></td><td>{d.posted_on}</td></tr>'
            for d in mine
        ]
        table = ['<table width="98%" border="0">', *lines, "</table>"]
        if rng.random() < 0.5:
            code = "\n".join(f'{write}("{line.replace(chr(34), chr(92) + chr(34))}");' for line in table)
        else:
            code = "\n".join(f"{write}('{line}');" for line in table)
        path = portal.text(f"{files}{names.digits(4)}.js", code)
        page = portal.page(
            f"{folder}{year}.{names.static}",
            f"{year}年",
            f'<div><script type="text/javascript" src="{path}"></script></div>',
        )
        groups.append((f"{year}年", page))
    column = portal.page(folder, NAME, f"<ul>{links(groups)}</ul>")
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for words, _ in groups:
            shown = browser.follow(page, words)
            yield from browser.addresses(shown, re.findall(r'href=\\?"([^"\\]+)', shown.code))

    portal.clicks = clicks
    return portal


# -- frames that wait -----------------------------------------------------------------------------------------------

_WAITS = (
    """$(".{tabs} li").click(function () {{
  var i = $(this).index(), f = $(".{panes} iframe").eq(i);
  if (!f.attr("src")) f.attr("src", f.attr("{late}"));
  $(".{panes}").children().hide(); f.show();
}});""",
    """var {var} = document.querySelectorAll(".{panes} iframe");
document.querySelector(".{tabs}").onclick = function (e) {{
  var i = [].indexOf.call(this.children, e.target);
  {var}[i].src = {var}[i].getAttribute("{late}");
}};""",
)


def lazy_frames(rng: random.Random, county: County) -> Portal:
    """A tab for each year over a frame for each year; a frame gets its address from an attribute when its tab is clicked."""
    portal = Portal(county, rng)
    names = portal.names
    late = rng.choice(("data-src", "lazy-src", "data-url", "_src"))
    css, panes = names.css(), names.css()
    tabs, frames = [], []
    for at, (year, mine) in enumerate(_by_year(county.reports)):
        path = static_column(portal, f"{year}年", mine, f"/{names.slug()}/")
        tabs.append(f"<li>{year}年</li>")
        frames.append(
            f'<iframe {"src" if not at else late}="{path}" width="100%" height="600" frameborder="0"></iframe>'
        )
    code = rng.choice(_WAITS).format(tabs=css, panes=panes, late=late, var=names.var())
    body = f'<ul class="{css}">{"".join(tabs)}</ul><div class="{panes}">{"".join(frames)}</div><script>{code}</script>'
    column = portal.page(f"/{names.slug()}/", NAME, body)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for path in re.findall(rf'(?:{late}|src)="(/[^"]+/)"', page.text):
            for shown in turned(browser, browser.ask(page, path), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- 更多 aimed by tabs ---------------------------------------------------------------------------------------------

_AIMS = (
    """var {urls} = {list};
$(".{tabs} span").hover(function () {{
  var n = $(this).index();
  $(".{panes}").hide().eq(n).show();
  $("#{more}").attr("href", {urls}[n]);
}});""",
    """$(".{tabs} span").mouseover(function () {{
  var {urls} = {list}, n = $(".{tabs} span").index(this);
  document.getElementById("{more}").href = {urls}[n];
}});""",
)


def more_by_tab(rng: random.Random, county: County) -> Portal:
    """A box of three tabs with the newest rows of each; one 更多 for all, whose address a script takes from a list of addresses."""
    portal = Portal(county, rng)
    names = portal.names
    towns = [o for o in county.bodies if o.kind == "township"]
    departments = [o for o in county.bodies if o.kind != "township"]
    groups = [("县政府", county.own)]
    for words, organs in (("部门", departments), ("乡镇", towns)):
        papers = [r for r in county.reports if r.organ in organs]
        groups += [(words, papers)] if papers else []
    css, pane, more = names.css(), names.css(), names.css()
    columns = [static_column(portal, f"{words}年报", mine, f"/{names.slug()}/") for words, mine in groups]
    tabs = "".join(f"<span>{words}</span>" for words, _ in groups)
    panes = "".join(f'<div class="{pane}">{portal.listing(mine[:2])}</div>' for _, mine in groups)
    code = rng.choice(_AIMS).format(
        tabs=css, panes=pane, more=more, urls=names.var(), list=json.dumps(columns)
    )
    box = f'<div class="{css}">{tabs}<a id="{more}" href="{columns[0]}">更多&gt;&gt;</a></div>{panes}<script>{code}</script>'
    stand(portal, [], body=f"<h3>{NAME}</h3>{box}")

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for path in columns:
            for shown in turned(browser, browser.ask(page, path), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal
