"""What a column does not show itself: a feed with all rows, rows in the property of a component, a window over the page, the old site, a ticker."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


# -- a feed ---------------------------------------------------------------------------------------------------------

_RSS = '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{name}</title><link>{home}</link>{items}</channel></rss>'
_ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>{day}</pubDate></item>"
_ATOM = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{name}</title><id>{home}</id>{items}</feed>'
_ENTRY = (
    '<entry><title type="text">{title}</title><link href="{url}"/><updated>{day}T08:00:00Z</updated></entry>'
)


def feed(rng: random.Random, county: County) -> Portal:
    """The column shows its newest rows; all of them stand in its feed, which an icon or a link of the head names."""
    portal = Portal(county, rng)
    names, shown = portal.names, county.reports[: portal.look.size]
    whole, line = rng.choice(((_RSS, _ITEM), (_ATOM, _ENTRY)))
    items = "".join(
        line.format(title=escape(d.title), url=portal.absolute(portal.article(d)), day=d.posted_on)
        for d in county.reports
    )
    text = whole.format(name=NAME, home=portal.absolute("/"), items=items)
    path = f"/{names.slug()}/{names.slug()}.{rng.choice(('xml', 'rss', names.dynamic))}"
    portal.handle(path, lambda _: Reply(text, kind="application/xml"))
    icon = rng.choice(
        (f'<a href="{path}">RSS订阅</a>', f'<a href="{path}" title="RSS"><img src="/images/rss.gif"></a>')
    )
    head = f'<link rel="alternate" type="application/rss+xml" title="{NAME}" href="{path}">'
    body = portal.listing(shown)
    column = portal.page(f"/{names.slug()}/", NAME, f"{body}<p>{icon}</p>", head)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        answer = browser.ask(page, path)
        found = re.findall(r'<link>([^<]+)</link>|<link href="([^"]+)"/>', answer.text)
        yield from (inside or attribute for inside, attribute in found)

    portal.clicks = clicks
    return portal


# -- a component ----------------------------------------------------------------------------------------------------


def component(rng: random.Random, county: County) -> Portal:
    """A component of the browser's draws the rows, which stand as JSON in its property; another one holds the address of the next page."""
    portal = Portal(county, rng)
    names, keys = portal.names, Keys.drawn(portal.names)
    tag = f"{names.slug()}-list"
    prop, further = rng.choice(
        ((":rows", ":next"), ("data-rows", "data-next"), ("items", "next"), ("v-bind:list", "more"))
    )
    pages = portal.cut(county.reports, 8)
    folder, end = f"/{names.slug()}/", names.static
    places = [folder, *(f"{folder}{names.slug()}.{end}" for _ in pages[1:])]
    bundle = portal.text(
        f"/{names.slug()}/{names.hexadecimal(8)}.js",
        "!function(e,t){e.customElements||t()}(window,function(){});",
    )
    for at, mine in enumerate(pages):
        rows = escape(json.dumps([keys.row(portal, d) for d in mine], ensure_ascii=False))
        leads = f' {further}="{places[at + 1]}"' if at + 1 < len(pages) else ""
        body = f'<{tag} {prop}="{rows}" total="{len(county.reports)}"{leads}></{tag}><script src="{bundle}"></script>'
        portal.page(places[at], NAME, body)
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for place in (None, *places[1:]):
            page = page if place is None else browser.ask(page, place)
            found = re.search(rf'\s{re.escape(prop)}="([^"]*)"', page.text)
            assert found is not None
            rows = json.loads(unescape(found[1]))
            yield from browser.addresses(page, (row[keys.url] for row in rows))

    portal.clicks = clicks
    return portal


# -- a window over the page -----------------------------------------------------------------------------------------

_OPENS = (
    """$("{mark}").click(function () {{
  layer.open({{ type: 2, title: "{said}", area: ["900px", "600px"], content: "{path}" }});
}});""",
    """$(document).ready(function () {{
  $("{mark}").on("click", function () {{
    $.dialog.open("{path}", {{ title: "{said}", width: 900, lock: true }});
  }});
}});""",
    """$("{mark}").bind("click", function () {{
  var box = $("<div class='mask'><iframe src='{path}' width='900' height='600'></iframe></div>");
  $("body").append(box);
}});""",
)


def window_over(rng: random.Random, county: County) -> Portal:
    """The column shows its last years; a word below it opens a window over the page, with the older ones in a frame."""
    portal = Portal(county, rng)
    names = portal.names
    last = max(map(_year, county.reports)) - 2
    new = [r for r in county.reports if _year(r) > last]
    old = [r for r in county.reports if r not in new]
    said = rng.choice(("历史年报", "更多年份", "往年报告", "全部"))
    path = static_column(portal, said, old, f"/{names.slug()}/{names.slug()}/")
    css = names.css()
    mark = rng.choice((f".{css}", f"#{css}"))
    attribute = f'class="{css}"' if mark.startswith(".") else f'id="{css}"'
    element = rng.choice(("<span {}>{}</span>", '<a href="javascript:;" {}>{}</a>', "<button {}>{}</button>"))
    code = rng.choice(_OPENS).format(mark=mark, said=said, path=path)
    below = f"<p>{element.format(attribute, said)}</p><script>{code}</script>"
    column = static_column(portal, NAME, new, body=below)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for first in (page, browser.ask(page, path)):
            for shown in turned(browser, first, portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- the old site ---------------------------------------------------------------------------------------------------


def old_site(rng: random.Random, county: County) -> Portal:
    """The site was made anew; a link of the home page leads to the old one in a folder of its own, where the older years stayed."""
    portal = Portal(county, rng)
    names = portal.names
    last = max(map(_year, county.reports)) - rng.choice((2, 3))
    old = [r for r in county.reports if _year(r) <= last]
    new = [r for r in county.reports if r not in old]
    root = f"/{rng.choice(('old', f'web{last}', names.slug()))}/"
    said = rng.choice(("旧版网站", "网站旧版", "返回旧版", "历史网站", "原网站入口"))
    opened, annual = (
        rng.choice(("政府信息公开", "信息公开", "政务公开")),
        rng.choice(("信息公开年报", "公开年度报告", "工作年报")),
    )
    yearly = static_column(portal, annual, old, f"{root}{names.slug()}/")
    disclosed = portal.page(
        f"{root}{names.slug()}/",
        opened,
        f"<ul>{links([(annual, yearly)])}</ul><p>本栏目已停止更新。样例。</p>",
    )
    news = static_column(portal, "旧闻", county.news[100:112], f"{root}{names.slug()}/")
    portal.page(
        root, "旧版首页", f"<ul>{links([('旧闻', news), (opened, disclosed)])}</ul>{portal.listing(county.news[100:106])}"
    )  # fmt: skip
    column = static_column(portal, NAME, new)
    stand(portal, [(NAME, column)])
    plain = portal.pages["/"]

    def home(asked: Asked) -> Reply:
        reply = plain(asked)
        assert reply is not None
        return replace(
            reply, body=reply.body.replace("<br>主办单位", f' <a href="{root}">{said}</a><br>主办单位')
        )

    portal.handle("/", home)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        disclosure = next(u for u, _ in browser.walk(said).links() if u.endswith(disclosed))
        for first in (page, browser.follow(browser.go(disclosure), annual)):
            for shown in turned(browser, first, portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- a ticker -------------------------------------------------------------------------------------------------------


def ticker(rng: random.Random, county: County) -> Portal:
    """Rows run over a band: each is a piece of HTML in an array of the script, grouped by year, of which a timer shows one after the other."""
    portal = Portal(county, rng)
    names = portal.names
    items, place, band, show = names.var(), names.var(), names.css(), names.function()
    quoted = rng.random() < 0.5
    by_year: dict[int, list[Document]] = defaultdict(list)
    for report in county.reports:
        by_year[_year(report)].append(report)
    pieces = [
        f"<b>{year}年</b>" + "".join(f"<a href='{portal.article(d)}' target='_blank'>{d.title}</a> " for d in mine)
        for year, mine in by_year.items()
    ]  # fmt: skip
    if quoted:
        rows = f"var {items} = [" + ", ".join(json.dumps(p, ensure_ascii=False) for p in pieces) + "];"
    else:
        rows = f"var {items} = new Array();\n" + "\n".join(
            f"{items}[{n}] = {json.dumps(p, ensure_ascii=False)};" for n, p in enumerate(pieces)
        )
    code = f"""{rows}
var {place} = 0;
function {show}() {{
  document.getElementById("{band}").innerHTML = {items}[{place}];
  {place}++;
  if ({place} >= {items}.length) {place} = 0;
}}
{show}();
setInterval({show}, 3000);"""
    path = portal.page(
        f"/{names.slug()}/",
        NAME,
        f'<div id="{band}" onmouseover="this.style.color=\'red\'"></div><script>{code}</script>',
    )
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal
