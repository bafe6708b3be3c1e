"""Ways of old portals: jump menus, banners and image maps, rows written by calls, articles opened by a function, framesets, site maps,
files in place of pages, a topic page for each year."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape

from samples.files import KINDS, file_bytes
from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Reply

NAME = "政府信息公开年报"
_JUMP = """<script>function {jump}(targ,selObj,restore){{
  eval(targ+".location='"+selObj.options[selObj.selectedIndex].value+"'");
  if (restore) selObj.selectedIndex=0;
}}</script>"""


def _body_pages(portal: Portal) -> list[tuple[str, str]]:
    """A page for each body with its reports and a few other papers; names and paths."""
    directory, found = f"/{portal.names.slug()}/", []
    for organ in portal.county.bodies:
        path = f"{directory}{portal.names.slug()}/"
        papers = [*portal.county.of(organ), *portal.county.news_of(organ, 5)]
        portal.page(path, f"{organ.short}信息公开", portal.listing(papers))
        found.append((organ.short, path))
    return found


def jump_menu(rng: random.Random, county: County) -> Portal:
    """Bodies in a select that jumps to the chosen address."""
    portal = Portal(county, rng)
    own = static_column(portal, NAME, county.own)
    bodies, jump = _body_pages(portal), portal.names.function()
    options = "".join(f'<option value="{path}">{name}</option>' for name, path in bodies)
    change = rng.choice(
        (f"{jump}('parent',this,0)", "if(this.value)location.href=this.value", "window.open(this.value)")
    )
    menu = f'<select name="{portal.names.var()}" onchange="{change}"><option value="">--部门信息公开--</option>{options}</select>'
    stand(portal, [(NAME, own)], body=menu + (_JUMP.format(jump=jump) if jump in change else ""))

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (
            u
            for shown in turned(browser, browser.follow(page, NAME), portal.look.next)
            for u, _ in shown.links()
        )
        for _, path in bodies:
            yield from (url for url, _ in browser.ask(page, path).links())

    portal.clicks = clicks
    return portal


def banners(rng: random.Random, county: County) -> Portal:
    """The column behind a picture with a text of its own, the directory behind a piece of an image map."""
    portal = Portal(county, rng)
    names = portal.names
    own, directory, bodies = static_column(portal, NAME, county.own), f"/{names.slug()}/", _body_pages(portal)
    portal.page(directory, "部门信息公开", f"<ul>{links(bodies)}</ul>")
    picture = (
        f'<a href="{own}"><img src="/images/{names.slug()}.jpg" alt="{NAME}" width="200" border="0"></a>'
    )
    areas = f'<area shape="rect" coords="0,0,90,40" href="{directory}" alt="部门乡镇信息公开" title="部门乡镇信息公开">'
    shape = f'<img src="/images/{names.slug()}.gif" usemap="#{names.var()}"><map name="{names.var()}">{areas}</map>'
    stand(portal, [], body=picture + shape)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from (
            u for shown in turned(browser, browser.ask(page, own), portal.look.next) for u, _ in shown.links()
        )
        page = browser.ask(page, directory)
        for words, _ in bodies:
            yield from (url for url, _ in browser.follow(page, words).links())

    portal.clicks = clicks
    return portal


def row_calls(rng: random.Random, county: County) -> Portal:
    """Each row is a call of a function that writes it; the function stands in a file of the portal."""
    portal = Portal(county, rng)
    names = portal.names
    write, arguments = names.function(), [names.var() for _ in range(3)]
    title, url, day = arguments
    order = rng.sample(arguments, 3)
    code = (
        f"function {write}({', '.join(order)}) {{\n document.write('<li><a href=\"' + {url} + '\" target=\"_blank\">' + {title}"
        f" + '</a><span>' + {day} + '</span></li>');\n}}"
    )
    file = portal.text(f"/{names.slug()}/{names.slug()}.js", code)
    folder, end = f"/{names.slug()}/", names.static
    pages = portal.cut(county.reports)
    places = [folder, *(f"{folder}index_{n}.{end}" for n in range(1, len(pages)))]

    def call(document: Document) -> str:
        said = {title: document.title, url: portal.article(document), day: str(document.posted_on or "")}
        return f"<script>{write}({', '.join(repr(said[name]) for name in order)});</script>"

    for number, mine in enumerate(pages):
        further = f'<a href="{places[number + 1]}">{portal.look.next}</a>' if number + 1 < len(pages) else ""
        rows = "".join(map(call, mine))
        portal.page(places[number], NAME, f'<script src="{file}"></script><ul>{rows}</ul><p>{further}</p>')
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for shown, mine in zip(turned(browser, page, portal.look.next), pages, strict=True):
            for document in mine:
                browser.printed(portal.article(document), shown)
                yield portal.absolute(portal.article(document)).replace("@@PORT@@", "")

    portal.clicks = clicks
    return portal


def detail_calls(rng: random.Random, county: County) -> Portal:
    """Rows whose links lead nowhere: a function with the number of the article opens it."""
    portal = Portal(county, rng)
    names = portal.names
    opens, param, number = names.function(), names.key(), names.var()
    detail = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    way = rng.choice(("window.open({})", "location.href = {}", "window.location.href = {}"))
    to = f"'{detail}?{param}=' + {number}"
    code = f"function {opens}({number}) {{\n  {way.format(to)};\n}}"
    inline = rng.random() < 0.5
    head = (
        f"<script>{code}</script>"
        if inline
        else f'<script src="{portal.text(f"/{names.slug()}/list.js", code)}"></script>'
    )
    numbers = {}
    for report in county.reports:
        numbers[report.key] = names.hexadecimal(16)
        portal.put_article(report, f"{detail}?{param}={numbers[report.key]}")
    folder, end = f"/{names.slug()}/", names.static
    pages = portal.cut(county.reports)
    places = [folder, *(f"{folder}list_{n}.{end}" for n in range(2, len(pages) + 1))]
    row = rng.choice((
        "<li><a href=\"javascript:void(0)\" onclick=\"{call}\" title=\"{title}\">{title}</a><span>{day}</span></li>",
        "<li><a href=\"javascript:{call}\">{title}</a><span>{day}</span></li>",
        "<tr><td onclick=\"{call}\" style=\"cursor:pointer\">{title}</td><td>{day}</td></tr>",
    ))  # fmt: skip
    frame = "<table>{}</table>" if row.startswith("<tr") else "<ul>{}</ul>"
    for at, mine in enumerate(pages):
        rows = "".join(
            row.format(call=f"{opens}('{numbers[d.key]}')", title=escape(d.title), day=d.posted_on)
            for d in mine
        )
        further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(pages) else ""
        portal.page(places[at], NAME, f"{frame.format(rows)}<p>{further}</p>", head)
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for shown, mine in zip(turned(browser, page, portal.look.next), pages, strict=True):
            for document in mine:
                yield browser.ask(shown, f"{detail}?{param}={numbers[document.key]}").url

    portal.clicks = clicks
    return portal


def frameset_home(rng: random.Random, county: County) -> Portal:
    """A home page that is a frameset: a menu in one frame, everything else in the other."""
    portal = Portal(county, rng)
    names = portal.names
    column = static_column(portal, NAME, county.reports)
    stand(portal, [(NAME, column)])
    top, main = f"/{names.slug()}.asp", f"/{names.slug()}.asp"
    inner = portal.pages["/"]
    portal.handle(main, inner)
    menu = "".join(
        f'<td><a href="{path}" target="main">{words}</a></td>' for words, path in portal.menu if path != "/"
    )
    portal.handle(top, lambda _: Reply(f"<html><body><table><tr>{menu}</tr></table></body></html>"))
    frames = f'<frameset rows="120,*" border="0"><frame src="{top}" name="top" noresize><frame src="{main}" name="main"></frameset>'
    empty = "<noframes><body>您的浏览器不支持框架</body></noframes>"
    portal.handle(
        "/", lambda _: Reply(f"<html><head><title>{county.name}人民政府</title></head>{frames}{empty}</html>")
    )
    open_words, open_path = portal.menu[3]

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.ask(browser.home(), top), open_words)
        assert open_path
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def site_map_page(rng: random.Random, county: County) -> Portal:
    """The disclosure page has a film for a menu: its columns are linked from 网站地图 alone."""
    portal = Portal(county, rng)
    names = portal.names
    column, news = (
        static_column(portal, NAME, county.reports),
        static_column(portal, "领导讲话", county.news[90:110]),
    )
    film = f'<object classid="clsid:d27cdb6e" width="980" height="60"><param name="movie" value="/{names.slug()}.swf"></object>'
    stand(portal, [], body=film)
    path = f"/{names.slug()}.{names.static}"
    portal.menu.append(("网站地图", path))
    groups = links([("领导讲话", news), (NAME, column), *portal.menu[:4]])
    portal.page(path, "网站地图", f"<h3>政务公开</h3><ul>{groups}</ul>")

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.walk("网站地图", NAME)
        for shown in turned(browser, page, portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def files_only(rng: random.Random, county: County) -> Portal:
    """Rows that lead to files: each report is a document of Word, and no page stands before it."""
    portal = Portal(county, rng)
    folder, kind = f"/{portal.names.slug()}/", KINDS["docx"]
    for report in county.reports:
        data = file_bytes(kind, report)
        path = f"{folder}W0{report.posted_on:%Y%m%d}{portal.names.digits(12)}.docx"
        portal.put_article(report, path)
        portal.handle(path, lambda _, data=data: Reply(kind=kind.media_type, data=data))
    column = static_column(portal, NAME, county.reports)
    stand(portal, [(NAME, column)])

    def clicks(browser: Browser) -> Iterator[str]:
        for shown in turned(browser, browser.follow(browser.disclosure(), NAME), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def yearly_topics(rng: random.Random, county: County) -> Portal:
    """A topic page (专题) for each year, among others: its links bear the names of bodies alone, in groups."""
    portal = Portal(county, rng)
    names, folder = portal.names, f"/{portal.names.slug()}/"
    by_year: dict[int, list[Document]] = defaultdict(list)
    for report in county.reports:
        by_year[report.report.year if report.report else 0].append(report)
    topics = []
    for year, reports in sorted(by_year.items(), reverse=True):
        path = f"{folder}{names.slug()}/"
        name = f"{county.name}{year}年度政府信息公开工作年度报告专栏"
        portal.page(
            path,
            name,
            "".join(f"<h3>{head}</h3><ul>{_named(portal, mine)}</ul>" for head, mine in _groups(reports)),
        )
        topics.append((name, path))
    for other in ("优化营商环境", "巩固脱贫攻坚成果", "创建全国文明城市", "安全生产月"):
        path = f"{folder}{names.slug()}/"
        portal.page(path, other, portal.listing(county.news[110:118]))
        topics.insert(rng.randrange(len(topics)), (other, path))
    portal.page(folder, "专题专栏", f"<ul>{links(topics)}</ul>")
    stand(portal, [])
    portal.menu.append(("专题专栏", folder))

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.walk("专题专栏")
        for words, _ in topics:
            yield from (url for url, _ in browser.follow(page, words).links())

    portal.clicks = clicks
    return portal


def _groups(reports: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    heads = {"government": "县政府", "government_office": "县政府", "township": "乡镇"}
    found: dict[str, list[Document]] = defaultdict(list)
    for report in reports:
        found[heads.get(report.organ.kind if report.organ else "", "县直部门")].append(report)
    return sorted(found.items())


def _named(portal: Portal, reports: Sequence[Document]) -> str:
    return links([(r.organ.short if r.organ else "", portal.article(r)) for r in reports])
