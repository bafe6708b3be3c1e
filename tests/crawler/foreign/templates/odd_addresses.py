"""Odd addresses and odd documents: the page's number in a matrix parameter, queries in the encoding of the page, a list in XML
with a style sheet, stubs that lead on to stubs, rows without links whose address stands in an attribute."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote, unquote_to_bytes, urljoin
from xml.etree import ElementTree

from samples.model import Document
from tests.crawler.foreign.browser import Browser, Shown
from tests.crawler.foreign.county import County, newest_first
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply

NAME = "政府信息公开年报"


# -- matrix parameters ------------------------------------------------------------------------------------------------


def matrix_pages(rng: random.Random, county: County) -> Portal:
    """Body and page are parameters after a semicolon: `/zwgk/list;dw=83;ye=2`; what stands before it is one path for all."""
    portal = Portal(county, rng)
    names = portal.names
    path, unit, page = f"/{names.slug()}/{rng.choice(('list', names.slug()))}", names.key(), names.key()
    tail = rng.choice(("", f".{names.dynamic}"))
    columns = {names.digits(2): (NAME, county.own)}
    for organ in county.bodies:
        papers = newest_first([*county.of(organ), *county.news_of(organ, 7)])
        columns[names.digits(3)] = (organ.short, papers)

    def place(code: str, number: int) -> str:
        return f"{path}{tail};{unit}={code}" + (f";{page}={number}" if number > 1 else "")

    def shown(asked: Asked) -> Reply | None:
        words = dict(re.findall(r";(\w+)=(\w+)", asked.target))
        if words.get(unit) not in columns:
            return Reply(portal.framed("信息公开", "<p>没有找到相关信息。</p>"))
        title, papers = columns[words[unit]]
        pages, number = portal.cut(papers), int(words.get(page, "1"))
        if not 1 <= number <= len(pages):
            return None
        way = f'<a href="{place(words[unit], number + 1)}">{portal.look.next}</a>'
        further = way if number < len(pages) else ""
        return Reply(
            portal.framed(title, f"{portal.listing(pages[number - 1])}<p>{number}/{len(pages)} {further}</p>")
        )

    for _, papers in columns.values():
        portal.rows(papers)
    portal.handle(path + tail, shown)
    first, *others = columns
    found = [(columns[code][0], place(code, 1)) for code in others]
    stand(
        portal,
        [(NAME, place(first, 1))],
        body=f"<div><h3>部门、乡镇信息公开</h3><ul>{links(found)}</ul></div>",
    )

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for words, _ in columns.values():
            for shown in turned(browser, browser.follow(page, words), portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- queries in the page's encoding -------------------------------------------------------------------------------------


def gbk_query(rng: random.Random, county: County) -> Portal:
    """ASP on a page of GB 2312: `list.asp?dw=财政局` is asked in the page's own encoding, as each browser does; UTF-8 finds nothing."""
    portal = Portal(county, rng)
    portal.look = replace(portal.look, charset="gb18030")
    names = portal.names
    file, unit, page = f"/{names.slug()}/{names.slug()}.asp", names.key(), names.key()
    kind, word = names.key(), rng.choice(("年度报告", "信息公开年报"))
    written = rng.random() < 0.3  # already as %B2%C6, where the programmer was careful
    columns: dict[str, Sequence[Document]] = {"县政府": county.own}
    columns |= {organ.short: county.of(organ) for organ in county.bodies}
    size = rng.choice((3, 4))

    def said(text: str) -> str:
        return quote(text, encoding="gb18030") if written else text

    def place(short: str, number: int) -> str:
        more = f"&{page}={number}" if number > 1 else ""
        return f"{file}?{unit}={said(short)}&{kind}={said(word)}{more}".replace("&", "&amp;")

    def shown(asked: Asked) -> Reply:
        query = asked.target.partition("?")[2].encode("latin-1", "replace")
        pairs = (piece.partition(b"=") for piece in query.split(b"&"))
        values = {
            k.decode("ascii", "replace"): unquote_to_bytes(v).decode("gb18030", "replace")
            for k, _, v in pairs
        }
        papers = columns.get(values.get(unit, "")) if values.get(kind) == word else None
        if not papers:
            return Reply(portal.framed("信息公开", "<p>没有找到符合条件的记录！</p>"))
        pages, number = portal.cut(papers, size), int(values.get(page, "1"))
        mine = pages[min(max(number, 1), len(pages)) - 1]
        way = f'<a href="{place(values[unit], number + 1)}">{portal.look.next}</a>'
        further = way if number < len(pages) else ""
        return Reply(portal.framed(f"{values[unit]}{word}", f"{portal.listing(mine)}<p>{further}</p>"))

    portal.handle(file, shown)
    portal.rows(county.reports)
    directory = f"/{names.slug()}/"
    found = [(short, place(short, 1)) for short in columns if short != "县政府"]
    portal.page(directory, "部门乡镇年报", f"<ul>{links(found)}</ul>")
    stand(portal, [("县政府年报", place("县政府", 1)), ("部门乡镇年报", directory)])

    def sent(href: str) -> str:
        """An address as a browser sends it from this page."""
        return re.sub(r"[^\x00-\x7f]+", lambda m: quote(m[0], encoding="gb18030"), href)

    def column(browser: Browser, page: Shown, words: str) -> Iterator[str]:
        while further := [url for url, said in page.links() if said == words]:
            page = browser.go(sent(further[0]), page)
            yield from (url for url, _ in page.links())
            words = portal.look.next

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from column(browser, page, "县政府年报")
        directory_page = browser.follow(page, "部门乡镇年报")
        for short, _ in found:
            yield from column(browser, directory_page, short)

    portal.clicks = clicks
    return portal


# -- XML with a style sheet ---------------------------------------------------------------------------------------------

_SHEET = """<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="html" encoding="utf-8"/>
<xsl:template match="/{root}"><html><head><title><xsl:value-of select="@{name}"/></title></head><body>
<div class="{box}"><a href="/">首页</a> &gt; <xsl:value-of select="@{name}"/></div>
<xsl:if test="{part}"><ul class="{box}2"><xsl:for-each select="{part}"><li><a href="{{{at}}}"><xsl:value-of select="{title}"/></a></li></xsl:for-each></ul></xsl:if>
<table width="980"><xsl:for-each select="{row}"><tr><td><a href="{{{url}}}" target="_blank"><xsl:value-of select="{title}"/></a></td>
<td><xsl:value-of select="{day}"/></td></tr></xsl:for-each></table>
<p>共<xsl:value-of select="@{total}"/>条 <xsl:if test="@{next}"><a href="{{@{next}}}">下一页</a></xsl:if></p></body></html>
</xsl:template></xsl:stylesheet>"""


def xslt_list(rng: random.Random, county: County) -> Portal:
    """Lists are files of XML that a style sheet (XSLT) makes a page of: titles and addresses in elements, the next file in an attribute."""
    portal = Portal(county, rng)
    names = portal.names
    words = {
        w: names.key() for w in ("root", "name", "row", "part", "url", "at", "title", "day", "total", "next")
    }
    sheet, folder = f"/{names.slug()}/{names.slug()}.xsl", f"/{names.slug()}/"
    url, as_attribute = words["url"], rng.random() < 0.4
    if as_attribute:
        words["url"] = f"@{url}"
    portal.text(sheet, _SHEET.format(**words, box=names.css()), "text/xsl")

    def row(document: Document) -> str:
        path = escape(portal.article(document))
        inner = f"<{words['title']}><![CDATA[{document.title}]]></{words['title']}><{words['day']}>{document.posted_on}</{words['day']}>"
        if as_attribute:
            return f'<{words["row"]} {url}="{path}">{inner}</{words["row"]}>'
        return f"<{words['row']}>{inner}<{url}>{path}</{url}></{words['row']}>"

    def put(path: str, name: str, inner: str, total: int, further: str = "") -> str:
        more = f' {words["next"]}="{further}"' if further else ""
        text = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/xsl" href="{sheet}"?>\n'
            f'<{words["root"]} {words["name"]}="{name}" {words["total"]}="{total}"{more}>{inner}</{words["root"]}>'
        )
        return portal.text(path, text, "text/xml")

    def column(stem: str, name: str, papers: Sequence[Document]) -> str:
        pages = portal.cut(papers)
        files = [f"{stem}.xml", *(f"{stem}_{n}.xml" for n in range(2, len(pages) + 1))]
        for at, mine in enumerate(pages):
            further = files[at + 1].rpartition("/")[2] if at + 1 < len(pages) else ""
            put(folder + files[at], name, "".join(map(row, mine)), len(papers), further)
        return files[0]

    own = column(names.slug(), NAME, county.own)
    name = rng.choice(("部门信息公开年报", "部门乡镇信息公开年报"))
    parts = [
        (organ.short, column(names.slug(), f"{organ.name}信息公开年报", county.of(organ)))
        for organ in county.bodies
    ]
    part, at, title = words["part"], words["at"], words["title"]
    inner = "".join(
        f"<{part}><{title}>{short}</{title}><{at}>{file}</{at}></{part}>" for short, file in parts
    )
    directory = put(f"{folder}{names.slug()}.xml", name, inner, len(parts))
    stand(portal, [(NAME, folder + own), (name, directory)])

    def rows(browser: Browser, page: Shown) -> Iterator[str]:
        while True:
            root = ElementTree.fromstring(page.text)
            for one in root.iter(words["row"]):
                yield urljoin(page.url, (one.get(url) if as_attribute else one.findtext(url)) or "")
            if not (further := root.get(words["next"])):
                return
            page = browser.go(urljoin(page.url, further), page)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        shown = browser.follow(page, NAME)
        browser.printed("首页 下一页", browser.ask(shown, sheet))
        yield from rows(browser, shown)
        shown = browser.follow(page, name)
        for one in ElementTree.fromstring(shown.text).iter(part):
            yield from rows(browser, browser.go(urljoin(shown.url, one.findtext(at) or ""), shown))

    portal.clicks = clicks
    return portal


# -- stubs --------------------------------------------------------------------------------------------------------------

_METAS = (
    '<meta http-equiv="refresh" content="0; url={to}">',
    "<META HTTP-EQUIV='Refresh' CONTENT='0;URL={to}'>",
    '<meta content="1;url=\'{to}\'" http-equiv="refresh"/>',
    '<meta http-equiv="refresh" content="0,{to}">',
)
_MOVES = (
    '<script>window.location.replace("{to}");</script>',
    '<script language="javascript">self.location = "{to}";</script>',
    "<body onload=\"location.href='{to}'\"></body>",
    '<script>setTimeout(function(){{ top.location.href = "{to}"; }}, 500);</script>',
    '<frameset rows="100%"><frame src="{to}" frameborder="0"></frameset>',
)
_NOTICE = "<p>因网站改版，本栏目已迁移，{seconds}秒后自动跳转到新栏目，请稍候……</p>"


def meta_chain(rng: random.Random, county: County) -> Portal:
    """Between a link and its list stand pages of a line each: a notice that the column has moved, a refresh, a script, a frame."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static

    def stub(path: str, inner: str, title: str = "") -> str:
        head = (
            f"<head><title>{title}</title>{'' if inner.startswith(('<body', '<frameset')) else inner}</head>"
        )
        body = inner if inner.startswith(("<body", "<frameset")) else "<body></body>"
        return portal.handle(path, lambda _: Reply(f"<html>{head}{body}</html>"))

    real = static_column(portal, NAME, county.own, f"/{names.slug()}/{names.slug()}/")
    second = stub(f"/{names.slug()}/{names.slug()}.{end}", rng.choice(_MOVES).format(to=real))
    folder, seconds = f"/{names.slug()}/", rng.choice((3, 5))
    notice = f'<meta http-equiv="refresh" content="{seconds};url=..{second}">'
    portal.page(folder, NAME, _NOTICE.format(seconds=seconds), notice)
    directory, found, chains = f"/{names.slug()}/", [], {}
    meta, move = rng.choice(_METAS), rng.choice(_MOVES)
    for organ in county.bodies:
        unit = f"{directory}{names.slug()}/"
        papers = newest_first([*county.of(organ), *county.news_of(organ, 4)])
        listed = portal.page(f"{unit}{names.slug()}.{end}", f"{organ.short}信息公开", portal.listing(papers))
        between = stub(f"{unit}index.{end}", move.format(to=listed.removeprefix(unit)))
        stub(unit, meta.format(to=between.removeprefix(unit)), organ.short)
        found.append((organ.short, unit))
        chains[organ.short] = (between.removeprefix(unit), listed.removeprefix(unit))
    portal.page(directory, "部门信息公开", f"<ul>{links(found)}</ul>")
    stand(portal, [(NAME, folder), ("部门信息公开", directory)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        moving = browser.ask(browser.follow(page, NAME), f"..{second}")
        for shown in turned(browser, browser.ask(moving, real), portal.look.next):
            yield from (url for url, _ in shown.links())
        units = browser.follow(page, "部门信息公开")
        for short, _ in found:
            page = browser.follow(units, short)
            for further in chains[short]:
                page = browser.ask(page, further)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


# -- rows without links -------------------------------------------------------------------------------------------------

_SHOWING = """$(function () {{
  var {box} = $(".{css}"), {rows} = {box}.children(), {size} = {count};
  function {turn}({n}) {{
    {rows}.hide().slice(({n} - 1) * {size}, {n} * {size}).show();
  }}
  for (var k = 1; k <= Math.ceil({rows}.length / {size}); k++) {box}.after('<span role="button" tabindex="0" data-{to}="' + k + '">' + k + "</span>");
  $(document).on("click", "[data-{to}]", function () {{ {turn}(+$(this).attr("data-{to}")); }});
  {rows}.css("cursor", "pointer").on("click", function () {{ window.open($(this).attr("{attr}")); }});
  {turn}(1);
}});"""


def attribute_rows(rng: random.Random, county: County) -> Portal:
    """Rows without a link, whose address stands in an attribute for other things; all stand in the page, most of them hidden."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.var() for w in ("box", "rows", "size", "n")}
    words |= {"css": names.css(), "turn": names.function(), "to": names.key()}
    attr = rng.choice(("longdesc", "rel", "_href", "lang", "cite", "value", f"data-{names.key()}"))
    words["attr"] = attr
    file = portal.text(f"/{names.slug()}/{names.slug()}.js", _SHOWING.format(**words, count=portal.look.size))
    row = rng.choice((
        '<li {attr}="{url}"{style}><b>{title}</b><span>{day}</span></li>',
        '<div {attr}="{url}"{style}><p>{title}</p><i>{day}</i></div>',
        "<li {attr}='{url}'{style}><a>{title}</a> {day}</li>",
    ))  # fmt: skip

    def box(papers: Sequence[Document]) -> str:
        lines = "".join(
            row.format(
                attr=attr,
                url=escape(r.href),
                title=escape(r.title),
                day=r.day,
                style=' style="display:none"' if at >= portal.look.size else "",
            )
            for at, r in enumerate(portal.rows(papers))
        )
        tag = "ul" if row.startswith("<li") else "section"
        return f'<{tag} class="{words["css"]}">{lines}</{tag}><script src="{file}"></script>'

    path = portal.page(f"/{names.slug()}/", NAME, box(county.reports))
    news = portal.page(f"/{names.slug()}/", "政策文件", box(county.news[60:75]))
    stand(portal, [("政策文件", news), (NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for report in county.reports:
            browser.printed(portal.article(report), page)
            yield portal.absolute(portal.article(report)).replace("@@PORT@@", "")

    portal.clicks = clicks
    return portal
