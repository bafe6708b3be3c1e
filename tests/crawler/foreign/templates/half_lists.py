"""Columns that look finished: one year of a select, the newest rows of a chain, the newest report of each body, a choice that a cookie keeps,
a folder whose parent is linked from the bread crumbs alone."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from html import escape

from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply, moved

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


def _by_year(county: County) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    for report in county.reports:
        found[_year(report)].append(report)
    return dict(sorted(found.items(), reverse=True))


def _paper(portal: Portal, document: Document, before: str = "", after: str = "") -> None:
    """Put an article with something before or after its text."""
    path = portal.article(document)
    info = f"<p>来源：{document.posted_by} 发布时间：{document.posted_on or ''} 字体：大 中 小</p>"

    def shown(_: Asked) -> Reply:
        text = portal.look.markup.render(document.blocks())
        return Reply(portal.framed(document.title, f"{before}{info}{text}{after}"))

    portal.handle(path, shown)


# -- a select without a form ----------------------------------------------------------------------------------------

_SELECTS = (
    """<p>年度：<select id="{box}">{valued}</select></p><script>
document.getElementById("{box}").onchange = function () {{
  var {y} = this.value;
  if ({y} != "") location.href = "{before}" + {y} + "{after}";
}};
</script>""",
    """<div>请选择年份 <select class="{box}">{bare}</select></div><script>
$(".{box}").change(function () {{
  var {y} = parseInt($(this).find("option:selected").text(), 10);
  if ({y}) window.location = ["{before}", {y}, "{after}"].join("");
}});
</script>""",
    """<select name="{box}" onchange="{turn}(this)"><script>
for (var {y} = {newest}; {y} >= {oldest}; {y}--) {{
  document.write("<option value='" + {y} + "'>" + {y} + "年</option>");
}}
function {turn}(s) {{ self.location.replace("{before}" + s.options[s.selectedIndex].value + "{after}"); }}
</script></select>""",
    """<select id="{box}" size="1">{bare}</select><script>
var {list} = [{folders}];
$("#{box}").on("change", function () {{ top.location.href = "{folder}" + {list}[this.selectedIndex] + "/"; }});
</script>""",
)


def year_select(rng: random.Random, county: County) -> Portal:
    """The column shows the newest year, without a pager; a select without a form leads to the others: its handler makes the address."""
    portal = Portal(county, rng)
    names, years = portal.names, list(_by_year(county))
    folder = f"/{names.slug()}/{names.slug()}/"
    way = rng.choice(_SELECTS)
    slugs = {year: names.slug() for year in years}
    before, after = rng.choice((
        (folder, f".{names.static}"),
        (folder, "/"),
        (f"{folder}list_", f".{names.static}"),
        (f"{folder}{names.slug()}.{names.dynamic}?{names.key()}=", ""),
    ))  # fmt: skip
    place = {
        year: f"{folder}{slugs[year]}/" if "{list}" in way else f"{before}{year}{after}" for year in years
    }
    select = way.format(
        box=names.css(), y=names.var(), turn=names.function(), list=names.var(), before=before, after=after, folder=folder,
        newest=years[0], oldest=years[-1], folders=", ".join(f'"{slugs[y]}"' for y in years),
        valued="".join(f'<option value="{y}">{y}年</option>' for y in years),
        bare="".join(f"<option>{y}年</option>" for y in years),
    )  # fmt: skip
    for year, reports in _by_year(county).items():
        portal.page(place[year], NAME, f"{select}{portal.listing(reports)}")
    portal.pages[folder] = portal.pages[place[years[0]]]
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for text in (str(years[0]), str(years[-1]), slugs[years[-1]] if "{list}" in way else before, after):
            browser.printed(text, page)
        for year in years[1:]:
            yield from (
                url for url, _ in browser.go(f"{page.url.rpartition(folder)[0]}{place[year]}", page).links()
            )

    portal.clicks = clicks
    return portal


# -- a chain of articles --------------------------------------------------------------------------------------------


def neighbour_chain(rng: random.Random, county: County) -> Portal:
    """The list ends after its newest rows, as the product prints it, without a pager; what is older is reached from article to article alone."""
    portal = Portal(county, rng)
    shown = portal.look.size
    chain = list(county.reports)
    if rng.random() < 0.6:
        other = next(n for n in county.news if n.report is None)
        chain.insert(shown + rng.randint(0, 2), other)
    older, newer = rng.choice(
        (("下一篇", "上一篇"), ("下一条", "上一条"), ("上一篇", "下一篇"), ("后一篇", "前一篇"))
    )
    cut = rng.choice((0, 0, 10, 16))

    def link(words: str, at: int) -> str:
        if not 0 <= at < len(chain):
            return f"<p>{words}：没有了</p>"
        title = escape(chain[at].title)
        href = portal.article(chain[at])
        if style == 0:
            said = title[:cut] + "…" if cut and len(title) > cut else title
            return f'<p>{words}：<a href="{href}">{said}</a></p>'
        if style == 1:
            return f'<a class="{css}" href="{href}" title="{title}">{words}</a> '
        return f'<li><span>{words}</span><a href="{href}">{title}</a></li>'

    style, css = rng.randrange(3), portal.names.css()
    for at, document in enumerate(chain):
        _paper(
            portal, document, after=f'<div class="{css}2">{link(newer, at - 1)}{link(older, at + 1)}</div>'
        )
    path = f"/{portal.names.slug()}/"
    portal.page(path, NAME, portal.listing(chain[:shown]))
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        page = browser.follow(page, chain[shown - 1].title)
        for document in chain[shown:]:
            browser.printed(portal.article(document), page)
            found = [u for u, _ in page.links() if u.endswith(portal.article(document))]
            page = browser.go(found[0], page)
            yield page.url

    portal.clicks = clicks
    return portal


# -- the entry is the newest report ---------------------------------------------------------------------------------


def entry_is_report(rng: random.Random, county: County) -> Portal:
    """Entries lead to the newest report itself; the other years of the body stand in a bar of years within the article, and in no list."""
    portal = Portal(county, rng)
    names = portal.names
    way, css, label = rng.randrange(3), names.css(), rng.choice(("历年年报：", "年度：", "选择年度", ""))
    last_only = rng.random() < 0.4
    organs = [o for o in county.place.organs if county.of(o)]
    for organ in organs:
        mine = county.of(organ)
        for document in mine:
            if way == 0:
                bar = "".join(
                    f'<a href="{portal.article(d)}">{_year(d)}</a> ' for d in mine if d is not document
                )
            elif way == 1:
                bar = "".join(f'<li><a href="{portal.article(d)}">{_year(d)}年</a></li>' for d in mine)
            else:
                options = "".join(
                    f'<option value="{portal.article(d)}">{_year(d)}年度</option>' for d in mine
                )
                bar = f'<select onchange="location.href=this.value">{options}</select>'
            if last_only and document is not mine[0]:
                bar = f'<a href="{portal.article(mine[0])}">返回</a>'
            _paper(portal, document, before=f'<div class="{css}">{label}{bar}</div>')
    directory = f"/{names.slug()}/"
    entries = [(o.short, portal.article(county.of(o)[0])) for o in organs[1:]]
    portal.page(directory, "部门乡镇年报", f"<ul>{links(entries)}</ul>")
    stand(portal, [(NAME, portal.article(county.of(organs[0])[0])), ("部门乡镇年报", directory)])

    def years(browser: Browser, url: str) -> Iterator[str]:
        page = browser.go(url)
        yield page.url
        yield from (u for u, _ in page.links())
        for organ in organs:
            mine = county.of(organ)
            if url.endswith(portal.article(mine[0])):
                for document in mine[1:]:
                    yield browser.ask(page, portal.article(document)).url

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from years(browser, next(u for u, said in page.links() if said == NAME))
        page = browser.follow(page, "部门乡镇年报")
        for words, _ in entries:
            yield from years(browser, next(u for u, said in page.links() if said == words))

    portal.clicks = clicks
    return portal


# -- the newest of each body ----------------------------------------------------------------------------------------


def newest_of_each(rng: random.Random, county: County) -> Portal:
    """One list of all bodies with the newest report of each; a small link behind it leads to the body's other years."""
    portal = Portal(county, rng)
    names = portal.names
    small = rng.choice(
        ("历年", "[历年]", "往年", "更早", "<i></i>", "+", "…", '<img src="/images/ico_time.gif" border="0">')
    )
    frame, row = rng.choice((
        ("<dl>{}</dl>", '<dt>{body}</dt><dd><a href="{href}">{title}</a> <a class="{css}" href="{more}">{small}</a></dd>'),
        ("<table>{}</table>", '<tr><td>{body}</td><td><a href="{href}">{title}</a></td><td><a href="{more}">{small}</a></td></tr>'),
        ("<ul>{}</ul>", '<li><b>{body}</b><a href="{href}" title="{title}">{title}</a><sup><a href="{more}" class="{css}">{small}</a></sup></li>'),
    ))  # fmt: skip
    by_query, folder, param = rng.random() < 0.5, f"/{names.slug()}/", names.key()
    unit, css = f"{folder}{names.slug()}.{names.dynamic}", names.css()
    rows, behind = [], []
    for organ in (o for o in county.place.organs if county.of(o)):
        mine = county.of(organ)
        more = f"{unit}?{param}={names.digits(4)}" if by_query else f"{folder}{names.slug()}.{names.static}"
        portal.page(more, organ.short, portal.listing(mine[1:]))
        behind.append(more)
        rows.append(
            row.format(
                body=organ.short,
                href=portal.article(mine[0]),
                title=escape(mine[0].title),
                more=more,
                small=small,
                css=css,
            )
        )
    portal.page(folder, NAME, frame.format("".join(rows)))
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for more in behind:
            yield from (url for url, _ in browser.ask(page, more).links())

    portal.clicks = clicks
    return portal


# -- a choice in a cookie -------------------------------------------------------------------------------------------


def chosen_by_cookie(rng: random.Random, county: County) -> Portal:
    """Links of years (or bodies) set a cookie and lead back to the one address of the list, which shows what was chosen last."""
    portal = Portal(county, rng)
    names = portal.names
    folder = f"/{names.slug()}/"
    listed, chooser = f"{folder}{names.slug()}.{names.dynamic}", f"{folder}{names.slug()}.{names.dynamic}"
    param, cookie = names.key(), names.var()
    groups: dict[str, tuple[str, list[Document]]] = {}
    if rng.random() < 0.5:
        for year, reports in _by_year(county).items():
            groups[str(year)] = (f"{year}年", reports)
    else:
        for organ in (o for o in county.place.organs if county.of(o)):
            groups[names.digits(4)] = (organ.short, county.of(organ))
    first = next(iter(groups))
    portal.rows(county.reports)

    def choose(asked: Asked) -> Reply:
        chosen = asked.params.get(param, "")
        return moved(listed, ("Set-Cookie", f"{cookie}={chosen if chosen in groups else first}; path=/"))

    def shown(asked: Asked) -> Reply:
        chosen = asked.cookie.partition(f"{cookie}=")[2].partition(";")[0]
        chosen = chosen if chosen in groups else first
        tabs = "".join(
            f"<li><b>{words}</b></li>"
            if code == chosen
            else f'<li><a href="{chooser}?{param}={code}">{words}</a></li>'
            for code, (words, _) in groups.items()
        )
        body = f"<ul>{tabs}</ul>{portal.listing(groups[chosen][1])}"
        return Reply(portal.framed(NAME, body), headers=(("Cache-Control", "no-cache"),))

    portal.handle(chooser, choose)
    portal.handle(listed, shown)
    stand(portal, [(NAME, listed)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for code in list(groups)[1:]:
            page = browser.go(
                next(u for u, _ in page.links() if u.endswith(f"{chooser}?{param}={code}")), page
            )
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


# -- the parent in the bread crumbs ---------------------------------------------------------------------------------


def crumb_parent(rng: random.Random, county: County) -> Portal:
    """The entry leads to this year's folder, which links no other year; the folder above it, with all years, is linked from the crumbs alone."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static
    parent = f"/{names.slug()}/{names.slug()}/"
    words = rng.choice(("年报", "年度报告", "法定公开", "信息公开年报", "公开专栏"))
    glue = rng.choice((" &gt; ", "&nbsp;&gt;&gt;&nbsp;", " - ", "<span>/</span>"))
    relative = rng.random() < 0.4
    folders = {}
    for year, reports in _by_year(county).items():
        folders[year] = f"{parent}{rng.choice((str(year), names.slug()))}/"
        pages, title = portal.cut(reports, 10), f"{year}年"
        places = [folders[year], *(f"{folders[year]}index_{n}.{end}" for n in range(1, len(pages)))]
        above = "../" if relative else parent
        crumbs = glue.join(('<a href="/">首页</a>', f'<a href="{above}">{words}</a>', title))

        for at, mine in enumerate(pages):
            further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(pages) else ""
            body = f"{portal.listing(mine)}<p>{further}</p>"

            def shown(_: Asked, title: str = title, body: str = body, crumbs: str = crumbs) -> Reply:
                plain = f'<a href="/">首页</a> &gt; {title}'
                return Reply(portal.framed(title, body).replace(plain, crumbs))

            portal.handle(places[at], shown)
    entries = [(f"{year}年", path) for year, path in folders.items()]
    portal.page(parent, words, f"<ul>{links(entries)}</ul>")
    stand(portal, [(NAME, folders[next(iter(folders))])])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        above = next(u for u, said in page.links() if said == words and u.endswith(parent))
        page = browser.go(above, page)
        for said, _ in entries:
            for shown in turned(browser, browser.follow(page, said), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal
