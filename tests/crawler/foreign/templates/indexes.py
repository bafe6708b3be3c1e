"""Ways to divide and to turn: an archive of months, bodies by the first letter of their pinyin, a box for the number of the page,
addresses against a base, tables whose links say 下载 alone."""

from __future__ import annotations

import posixpath
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote, urljoin

from samples.files import KINDS, file_bytes
from samples.model import Document
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import OLDEST, County, newest_first
from tests.crawler.foreign.look import Row
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Reply

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


# -- months ---------------------------------------------------------------------------------------------------------


def month_archive(rng: random.Random, county: County) -> Portal:
    """All papers stand in an archive of months alone: years by an arrow, months as cells of a table with their number of papers."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static
    by_month: dict[tuple[int, int], list[Document]] = defaultdict(list)
    for report in county.reports:
        day = report.posted_on or OLDEST
        by_month[day.year, day.month].append(report)
    shown_years = {year for year, _ in by_month}
    others: dict[int, set[int]] = {year: set(rng.sample(range(4, 13), 2)) for year in sorted(shown_years)}
    for paper in county.news:
        day = paper.posted_on or OLDEST
        then = (day.year, day.month)
        mine = by_month.get(then, [])
        wanted = day.year in shown_years and (mine or day.month in others[day.year])
        if wanted and len([d for d in mine if d.report is None]) < 5:
            by_month[then].append(paper)
    years = sorted({year for year, _ in by_month}, reverse=True)
    folder = f"/{names.slug()}/"
    year_at = rng.choice((f"{folder}{{}}/", f"{folder}{{}}.{end}", f"{folder}index_{{}}.{end}")).format
    month_at = rng.choice(
        (f"{folder}{{}}/{{:02d}}/", f"{folder}{{}}{{:02d}}.{end}", f"{folder}{{}}-{{}}.{end}")
    ).format
    for (year, month), papers in by_month.items():
        pages = portal.cut(newest_first(papers), 10)
        first = month_at(year, month)
        stem = first if first.endswith("/") else first.removesuffix(f".{end}") + "_"
        places = [first, *(f"{stem}{n}.{end}" for n in range(2, len(pages) + 1))]
        for at, mine in enumerate(pages):
            further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(pages) else ""
            portal.page(places[at], f"{year}年{month}月信息", f"{portal.listing(mine)}<p>{further}</p>")
    says = rng.choice(("{}月", "{:02d}", "{}月份"))
    for at, year in enumerate(years):
        older = f'<a href="{year_at(years[at + 1])}">&laquo;</a>' if at + 1 < len(years) else "&laquo;"
        newer = f'<a href="{year_at(years[at - 1])}">&raquo;</a>' if at else "&raquo;"
        cells = []
        for month in range(1, 13):
            count, words = len(by_month.get((year, month), [])), says.format(month)
            inner = f'<a href="{month_at(year, month)}">{words}</a><sup>{count}</sup>' if count else words
            cells.append(f"<td>{inner}</td>")
        lines = "".join(f"<tr>{''.join(cells[i : i + 4])}</tr>" for i in range(0, 12, 4))
        table = f'<table class="{portal.look.classes[4]}"><caption>{older} {year}年 {newer}</caption>{lines}</table>'
        portal.page(year_at(year), "信息归档", table)
    portal.pages[folder] = portal.pages[year_at(years[0])]
    words = rng.choice(("按月归档", "信息归档", "按时间浏览"))
    stand(portal, [(words, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), words)
        for year in years:
            if year != years[0]:
                page = browser.go(next(u for u, said in page.links() if said == "&laquo;"), page)
            for month in range(1, 13):
                found = [u for u, said in page.links() if said == says.format(month)]
                for shown in turned(browser, browser.go(found[0], page), portal.look.next) if found else ():
                    yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- letters --------------------------------------------------------------------------------------------------------

_LETTERS = "A B0A1 B B0C5 C B2C1 D B4EE E B6EA F B7A2 G B8C1 H B9FE J BBF7 K BFA6 L C0AC M C2E8 N C4C3 O C5B6 P C5BE Q C6DA R C8BB S C8F6"
_MORE = "T CBFA W CDDA X CEF4 Y D1B9 Z D4D1"
_STARTS = [(letter, int(code, 16)) for letter, code in re.findall(r"(\w) (\w{4})", f"{_LETTERS} {_MORE}")]


def _letter(word: str) -> str:
    """The first letter of a word's pinyin: the first plane of GB 2312 is in that order."""
    code = int.from_bytes(word[0].encode("gb18030")[:2], "big")
    for (letter, _), (_, following) in pairwise([*_STARTS, ("", 0xD7FA)]):
        if code < following:
            return letter
    return "Z"


def pinyin_index(rng: random.Random, county: County) -> Portal:
    """Bodies by the first letter of their pinyin: a page a letter, and the first letter's page for a directory."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static
    own, folder, param = static_column(portal, NAME, county.own), f"/{names.slug()}/", names.key()
    by_letter: dict[str, list[tuple[str, str]]] = defaultdict(list)
    unit, number = f"/{names.slug()}.{names.dynamic}", names.key()
    for organ in county.bodies:
        path = f"{unit}?{number}={names.digits(3)}"
        papers = newest_first([*county.of(organ), *county.news_of(organ, 4)])
        portal.page(path, f"{organ.short}信息公开", portal.listing(papers))
        by_letter[_letter(organ.short)].append((organ.short, path))
    place = rng.choice((f"{folder}?{param}={{}}", f"{folder}{{}}.{end}", f"{folder}index_{{}}.{end}")).format
    letters = sorted(by_letter)
    for letter in letters:
        index = "".join(
            f'<a href="{place(one)}">{one}</a> '
            if one in by_letter and one != letter
            else f"<span>{one}</span> "
            for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        )
        body = f"<div>按拼音首字母：{index}</div><ul>{links(by_letter[letter])}</ul>"
        portal.page(place(letter), "部门信息公开", body)
    portal.pages[folder] = portal.pages[place(letters[0])]
    stand(portal, [(NAME, own), ("部门信息公开", folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for shown in turned(browser, browser.follow(page, NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        page = browser.follow(page, "部门信息公开")
        for letter in letters:
            if letter != letters[0]:
                page = browser.go(next(u for u, said in page.links() if said == letter), page)
            for words, _ in by_letter[letter]:
                yield from (url for url, _ in browser.follow(page, words).links())

    portal.clicks = clicks
    return portal


# -- the number of the page ---------------------------------------------------------------------------------------------

_BOXES = (
    """<p>共{pages}页 当前第{number}页 到第<input type="text" id="{box}" size="3">页
<a href="javascript:void(0)" onclick="{turn}()">跳转</a></p><script>
function {turn}() {{
  var {n} = parseInt(document.getElementById("{box}").value, 10);
  if (isNaN({n}) || {n} < 1 || {n} > {pages}) {{ alert("请输入正确的页码"); return; }}
  window.location.href = "{before}" + {n} + "{after}";
}}
</script>""",
    """<form method="get" action="{file}"><b>{number}/{pages}</b>页 转到 <input type="text" name="{param}" value="{number}" size="2"
maxlength="3">页 <input type="submit" value="GO"></form>""",
    """<div>总共 {pages} 页，每页 {size} 条 <input id="{box}" class="{box}" value="{number}"><button id="{box}b">确定</button></div><script>
$("#{box}b").click(function () {{
  var {n} = $.trim($("#{box}").val());
  if (/^[0-9]+$/.test({n}) && {n} <= {pages}) location.href = "{before}" + {n} + "{after}";
}});
</script>""",
)


def jump_box(rng: random.Random, county: County) -> Portal:
    """A box to write the number of the page in is the whole pager: no numbers, no word for the next page."""
    portal = Portal(county, rng)
    names = portal.names
    words = {"box": names.css(), "turn": names.function(), "n": names.var(), "param": names.key()}
    file = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    way = rng.choice(_BOXES)
    by_query = "<form" in way or rng.random() < 0.4
    stem = f"/{names.slug()}/{rng.choice(('list', 'index', 'p'))}"
    before, after = (f"{file}?{words['param']}=", "") if by_query else (f"{stem}_", f".{names.static}")
    pages = portal.cut(county.reports)
    first = file if by_query else f"{stem}.{names.static}"
    places = [first, *(f"{before}{n}{after}" for n in range(2, len(pages) + 1))]
    for number, mine in enumerate(pages, 1):
        box = way.format(
            **words,
            number=number,
            pages=len(pages),
            before=before,
            after=after,
            file=file,
            size=portal.look.size,
        )
        portal.page(places[number - 1], NAME, portal.listing(mine) + box)
    portal.pages[f"{before}1{after}"] = portal.pages[first]
    stand(portal, [(NAME, first)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for place in places[1:]:
            page = browser.ask(page, place)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


# -- a base ---------------------------------------------------------------------------------------------------------

_BASES = (
    '<base href="{base}">',
    '<base target="_blank"><base href="{base}" />',
    "<BASE HREF='{base}' TARGET=_self>",
    '<style type="text/css">{style}</style><base href="{base}">',
)


def base_href(rng: random.Random, county: County) -> Portal:
    """Every address of a list is relative to a base that is not where the page stands; on some portals much stands before it."""
    portal = Portal(county, rng)
    names, end = portal.names, portal.names.static
    root, folder = f"/{names.slug()}/", f"/{names.slug()}/{names.slug()}/{names.slug()}/"
    style = "".join(
        f".{names.css()}{{float:left;width:{n}px;margin:0 auto;overflow:hidden}}\n" for n in range(90)
    )
    base = rng.choice((root, f"{root}index.{end}", f"{root}?", portal.absolute(root)))
    head = rng.choice(_BASES).format(base=base, style=style)
    in_body = rng.random() < 0.3

    def relative(path: str) -> str:
        return posixpath.relpath(path.removesuffix("/"), root) + ("/" if path.endswith("/") else "")

    def put(directory: str, title: str, papers: Sequence[Document]) -> str:
        """A column below a folder of its own; all its links stand against the base."""
        pages = portal.cut(papers)
        places = [f"{directory}index.{end}", *(f"{directory}index_{n}.{end}" for n in range(1, len(pages)))]
        for at, mine in enumerate(pages):
            rows = portal.look.listing([Row(r.title, relative(r.href), r.day) for r in portal.rows(mine)])
            more = (
                f'<a href="{relative(places[at + 1])}">{portal.look.next}</a>' if at + 1 < len(pages) else ""
            )
            body = f"{rows}<p>{more}</p>"
            portal.page(places[at], title, head + body if in_body else body, "" if in_body else head)
        return places[0]

    own = put(folder, NAME, county.own)
    found = [
        (organ.short, put(f"{folder}{names.slug()}/", f"{organ.short}{NAME}", county.of(organ)))
        for organ in county.bodies
    ]
    directory = f"{folder}{names.slug()}.{end}"
    entries = links([(words, relative(path)) for words, path in found])
    portal.page(
        directory, "部门乡镇年报", (head if in_body else "") + f"<ul>{entries}</ul>", "" if in_body else head
    )
    stand(portal, [(NAME, own), ("部门乡镇年报", directory)])

    def against(page_links: Sequence[tuple[str, str]], url: str) -> list[tuple[str, str]]:
        """Links of a page as a browser sees them: against the base in place of the page's own address."""
        host = url.split("/")[2]
        true = base.replace("@@PORT@@", f":{host.partition(':')[2]}")
        return [(urljoin(urljoin(url, true), words), said) for words, said in page_links]

    def seen(text: str, url: str) -> list[tuple[str, str]]:
        raw = re.findall(r"<a\b[^>]*?href=[\"']?([^\"'\s>]+)[^>]*>(.*?)</a>", text, re.S)
        return against([(h.replace("&amp;", "&"), re.sub(r"<[^>]+>", "", w).strip()) for h, w in raw], url)

    def column(browser: Browser, url: str) -> Iterator[str]:
        while url:
            page = browser.go(url)
            found = seen(page.text, page.url)
            yield from (u for u, _ in found)
            url = next((u for u, said in found if said == portal.look.next), "")

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        yield from column(browser, next(u for u, said in page.links() if said == NAME))
        shown = browser.follow(page, "部门乡镇年报")
        for words, _ in found:
            yield from column(browser, next(u for u, said in seen(shown.text, shown.url) if said == words))

    portal.clicks = clicks
    return portal


# -- tables that say 下载 -------------------------------------------------------------------------------------------------


def download_cells(rng: random.Random, county: County) -> Portal:
    """Tables whose links say 下载 alone: the body and the year stand in other cells, the file behind a number without an extension."""
    portal = Portal(county, rng)
    names, kind = portal.names, KINDS["docx"]
    file, param = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.key()
    says = rng.choice(("下载", "点击下载", '<img src="/images/word.gif" border="0">', "[下载]"))
    spanned = rng.random() < 0.5
    for report in county.reports:
        path = f"{file}?{param}={names.hexadecimal(32)}"
        data, name = file_bytes(kind, report), quote(f"{report.title}.docx")
        # A file's own title has no space within; the list shows the same.
        portal.put_article(replace(report, title="".join(report.title.split())), path)
        headers = (("Content-Disposition", f'attachment; filename="{name}"'),)
        portal.handle(
            path,
            lambda _, data=data, headers=headers: Reply(
                kind="application/octet-stream", headers=headers, data=data
            ),
        )

    def whole(report: Document) -> str:
        link = f'<a href="{portal.article(report)}">{says}</a>'
        title = portal.documents[report.key].title
        return f"<td>{title}</td><td>{report.posted_on}</td><td>Word</td><td>{link}</td>"

    def piece(report: Document) -> str:
        link = f'<a href="{portal.article(report)}" target="_blank">{says}</a>'
        return f"<td>{_year(report)}年度</td><td>{report.posted_on}</td><td>{link}</td>"

    if spanned:
        groups = [
            "".join(
                f"<tr>{f'<td rowspan={len(mine)}>{organ.name}</td>' if n == 0 else ''}{piece(report)}</tr>"
                for n, report in enumerate(mine)
            )
            for organ in county.place.organs
            if (mine := county.of(organ))
        ]
        head, chunks = (
            "<th>公开单位</th><th>报告年度</th><th>发布日期</th><th>年度报告</th>",
            [groups[i : i + 4] for i in range(0, len(groups), 4)],
        )
    else:
        rows = [f"<tr><td>{n}</td>{whole(r)}</tr>" for n, r in enumerate(county.reports, 1)]
        head = "<th>序号</th><th>名称</th><th>日期</th><th>格式</th><th>操作</th>"
        chunks = [rows[i : i + 8] for i in range(0, len(rows), 8)]
    folder, end = f"/{names.slug()}/", names.static
    places = [folder, *(f"{folder}list_{n}.{end}" for n in range(2, len(chunks) + 1))]
    for at, lines in enumerate(chunks):
        further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(chunks) else ""
        table = f"<table border=1 width=100%><tr>{head}</tr>{''.join(lines)}</table>"
        portal.page(places[at], NAME, f"{table}<p>{further}</p>")
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        for shown in turned(browser, browser.follow(browser.disclosure(), NAME), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal
