"""Boxes that a handler makes links of, and rows that stand in scripts under keys of any name."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column


def _inline(portal: Portal, keys: Keys, documents: list[Document]) -> str:
    """Rows in a variable, written by a function of the page."""
    names = portal.names
    var, paint, item, box = names.var(), names.function(), names.var(), names.css()
    rows = json.dumps([keys.row(portal, d) for d in documents], ensure_ascii=False)
    return f"""<ul id="{box}"></ul><script>
var {var}={rows};
function {paint}(a){{ var s=''; for(var k=0;k<a.length;k++){{ var {item}=a[k];
 s+='<li><a href="'+{item}.{keys.url}+'" target="_blank">'+{item}.{keys.title}+'</a><em>'+{item}.{keys.day}+'</em></li>'; }}
 document.getElementById("{box}").innerHTML=s; }}
{paint}({var});
</script>"""


def year_tabs_with_rows_in_scripts(rng: random.Random, county: County) -> Portal:
    """Tabs of years with their address in a `data-` attribute; the rows of each year in a variable."""
    portal = Portal(county, rng)
    names, keys = portal.names, Keys.drawn(portal.names)
    root, css = f"/{names.slug()}/", names.css()
    attr = rng.choice(("url", "href", "link"))
    found = sorted({r.report.year for r in county.reports if r.report}, reverse=True)
    tabs = "".join(
        f'<div class="{css}" data-{attr}="{root}{y}/"><a href="javascript:;">{y}年</a></div>' for y in found
    )
    tabs += f'<script>$(".{css}").on("click",function(){{location.href=$(this).data("{attr}")}})</script>'
    for year in found:
        mine = [r for r in county.reports if r.report and r.report.year == year]
        portal.page(f"{root}{year}/", f"{year}年政府信息公开年报", tabs + _inline(portal, keys, mine))
    portal.pages[root] = portal.pages[f"{root}{found[0]}/"]
    stand(portal, [("政府信息公开年报", root)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年报")
        for year in found:
            shown = browser.ask(page, f"{root}{year}/")
            for report in (r for r in county.reports if r.report and r.report.year == year):
                browser.printed(portal.article(report), page)
                if portal.article(report) in shown.text:
                    yield from browser.addresses(page, [portal.article(report)])

    portal.clicks = clicks
    return portal


def cards_of_bodies(rng: random.Random, county: County) -> Portal:
    """A directory of cards: the words inside `<a href="#">`, the address in an attribute of any name."""
    portal = Portal(county, rng)
    names = portal.names
    own = static_column(portal, "政府信息公开年报", county.own)
    css, attr, directory = names.css(), names.key(), f"/{names.slug()}/"
    cards, paths = "", []
    for organ in county.bodies:
        path = f"{directory}{names.slug()}.{names.static}"
        annual = static_column(portal, f"{organ.short}信息公开年报", county.of(organ))
        news = static_column(portal, "工作动态", county.news_of(organ, 6))
        portal.page(path, organ.short, f"<ul>{links([('工作动态', news), ('信息公开年报', annual)])}</ul>")
        cards += f'<span class="{css}" data-{attr}="{path}"><a href="#"><img alt=""><b>{organ.short}</b></a></span>'
        paths.append(path)
    script = f"""<script>document.querySelectorAll('.{css}').forEach(function(e){{
 e.addEventListener('click',function(v){{ v.preventDefault(); window.open(e.dataset.{attr}); }}); }});</script>"""
    portal.page(directory, "部门信息公开", cards + script)
    stand(portal, [("政府信息公开年报", own), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (url for url, _ in browser.follow(page, "公开年报").links())
        page = browser.follow(page, "部门信息公开")
        for path in paths:
            annual = browser.follow(browser.ask(page, path), "信息公开年报")
            yield from (url for url, _ in annual.links())

    portal.clicks = clicks
    return portal


def rows_by_number(rng: random.Random, county: County) -> Portal:
    """Rows without names, an id where the address should be; the page's own loop makes an address of it."""
    portal = Portal(county, rng)
    names = portal.names
    folder, var, box = f"/{names.slug()}", names.var(), names.css()
    ids = {}
    for report in county.reports:
        ids[report.key] = names.digits(7)
        portal.put_article(report, f"{folder}/{ids[report.key]}.{names.static}")
    rows = json.dumps(
        [[ids[r.key], str(r.posted_on or ""), r.title] for r in county.reports], ensure_ascii=False
    )
    body = f"""<div class="{box}"></div><script>
var {var} = {rows};
for (var n in {var}) {{
  $(".{box}").append('<dd><a href="{folder}/' + {var}[n][0] + '.{names.static}">' + {var}[n][2] + '</a>' + {var}[n][1] + '</dd>');
}}
</script>"""
    path = portal.page(f"/{names.slug()}/", "信息公开年度报告", body)
    stand(portal, [("信息公开年度报告", path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), "公开年度报告")
        for number in ids.values():
            browser.printed(f"{folder}/{number}.{names.static}", page)
            yield from browser.addresses(page, [f"{folder}/{number}.{names.static}"])

    portal.clicks = clicks
    return portal
