"""Habits of editors and of front ends: plug-ins that page, tables of bodies by years, data in attributes, boxes with 更多,
older years put away, one article with the files of all bodies, buttons for a pager."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from html import escape

from samples.files import KINDS, file_bytes
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


_PLUGIN = """<div id="{box}">{rows}</div><div id="{pager}"></div>
<script src="/{lib}/jquery.pagination.js"></script><script>
$(function(){{
  $("#{pager}").pagination({total}, {{ items_per_page: {size}, num_display_entries: 5, current_page: 0,
    prev_text: "上一页", next_text: "下一页", callback: {turn} }});
}});
function {turn}({n}) {{
  $("#{box}").load("{rest}?{kind}={code}&{page}=" + ({n} + 1));
  return false;
}}
</script>"""


def plugin_pager(rng: random.Random, county: County) -> Portal:
    """A plug-in draws the pager and calls back with a number from 0; the first page stands in the HTML."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.var() for w in ("n", "kind", "page")}
    words |= {
        "box": names.css(),
        "pager": names.css(),
        "lib": names.slug(),
        "turn": names.function(),
        "code": names.digits(5),
    }
    rest, path = f"/{names.slug()}/{names.slug()}.{names.dynamic}", f"/{names.slug()}/"
    portal.text(
        f"/{words['lib']}/jquery.pagination.js",
        "/*! pagination plugin */ jQuery.fn.pagination = function (m, o) {};",
    )
    pages = portal.cut(county.reports)

    def piece(asked: Asked) -> Reply | None:
        number = asked.number(words["page"], 0)
        fits = asked.params.get(words["kind"]) == words["code"] and 1 <= number <= len(pages)
        return Reply(portal.listing(pages[number - 1]) if fits else "<p>暂无数据</p>")

    portal.handle(rest, piece)
    body = _PLUGIN.format(
        **words, rows=portal.listing(pages[0]), total=len(county.reports), size=portal.look.size, rest=rest
    )
    portal.page(path, NAME, body)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for number in range(1, len(pages) + 1):
            query = f"{rest}?{words['kind']}={words['code']}&{words['page']}={number}"
            yield from (url for url, _ in browser.ask(page, query).links())

    portal.clicks = clicks
    return portal


def table_of_years(rng: random.Random, county: County) -> Portal:
    """One table of bodies by years; each cell says 查看, or the year again."""
    portal = Portal(county, rng)
    years = sorted({_year(r) for r in county.reports}, reverse=True)
    by_body: dict[str, dict[int, Document]] = defaultdict(dict)
    for report in county.reports:
        by_body[report.organ.name if report.organ else ""][_year(report)] = report
    says = rng.choice(("查看", "点击查看", "{year}", "{year}年"))

    def cell(body: str, year: int) -> str:
        report = by_body[body].get(year)
        return f'<a href="{portal.article(report)}">{says.format(year=year)}</a>' if report else "-"

    head = "".join(f"<th>{year}年</th>" for year in years)
    rows = "".join(
        f"<tr><td>{body}</td>{''.join(f'<td>{cell(body, y)}</td>' for y in years)}</tr>" for body in by_body
    )
    path = f"/{portal.names.slug()}/{portal.names.slug()}.{portal.names.static}"
    portal.page(path, NAME, f"<table border=1><tr><th>单位</th>{head}</tr>{rows}</table>")
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        yield from (url for url, _ in browser.follow(browser.disclosure(), NAME).links())

    portal.clicks = clicks
    return portal


def data_in_the_page(rng: random.Random, county: County) -> Portal:
    """All rows as JSON in the page: in an attribute of an element, in a script of type JSON, or as the state of a program."""
    portal = Portal(county, rng)
    names, keys = portal.names, Keys.drawn(portal.names)
    data = json.dumps(
        {keys.total: len(county.reports), keys.rows: [keys.row(portal, r) for r in county.reports]},
        ensure_ascii=False,
    )
    way = rng.choice((
        '<{tag}-list :{name}="{quoted}"></{tag}-list>',
        '<script type="application/json" id="{name}">{data}</script><div id="{tag}"></div>',
        "<div id=\"{tag}\"></div><script>window.__{name}__={data};</script>",
        '<div id="{tag}" data-{name}="{quoted}"></div>',
    ))  # fmt: skip
    body = way.format(tag=names.slug(), name=names.slug(), quoted=escape(data, quote=True), data=data)
    path = f"/{names.slug()}/"
    portal.page(
        path,
        NAME,
        body,
        f'<script src="{portal.text(f"/{names.slug()}/app.js", "(function(){/* program */})();")}"></script>',
    )
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for report in county.reports:
            browser.printed(portal.article(report), page)
            yield portal.absolute(portal.article(report)).replace("@@PORT@@", "")

    portal.clicks = clicks
    return portal


def box_with_more(rng: random.Random, county: County) -> Portal:
    """The disclosure page shows a box for each column with its newest rows; only 更多 leads to the column itself."""
    portal = Portal(county, rng)
    full = static_column(portal, NAME, county.reports, f"/{portal.names.slug()}/{portal.names.digits(5)}/")
    news = static_column(
        portal, "政策文件", county.news[60:80], f"/{portal.names.slug()}/{portal.names.digits(5)}/"
    )
    more = rng.choice(("更多", "更多>>", "MORE+", ">>", '<img src="/images/more.gif" border="0">', "+"))
    boxes = "".join(
        f'<div class="{portal.look.classes[0]}"><h3>{name}</h3>{portal.listing(rows[:3])}<a href="{path}">{more}</a></div>'
        for name, rows, path in (("政策文件", county.news[60:80], news), (NAME, county.reports, full))
    )
    stand(portal, [], body=boxes)

    def clicks(browser: Browser) -> Iterator[str]:
        for shown in turned(browser, browser.ask(browser.disclosure(), full), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def older_years(rng: random.Random, county: County) -> Portal:
    """The column shows the last years; the others were put away behind a link that names no report."""
    portal = Portal(county, rng)
    newest = max(map(_year, county.reports))
    new = [r for r in county.reports if _year(r) > newest - 2]
    old = [r for r in county.reports if _year(r) <= newest - 2]
    words = rng.choice(
        ("往年信息", "历史信息", "历史归档", "旧版信息公开", f"{newest - 2}年及以前", "往期回顾")
    )
    archive = static_column(portal, words, old, f"/{portal.names.slug()}/{portal.names.slug()}/")
    link = f'<p><a href="{archive}">{words}</a></p>'
    path = static_column(portal, NAME, new, body=link)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for first in (page, browser.follow(page, words)):
            for shown in turned(browser, first, portal.look.next):
                yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


def files_of_all_bodies(rng: random.Random, county: County) -> Portal:
    """One article a year holds the reports of all bodies as files, each called by its body alone."""
    portal = Portal(county, rng)
    names, folder, kind = portal.names, f"/{portal.names.slug()}/", KINDS["docx"]
    by_year: dict[int, list[Document]] = defaultdict(list)
    for report in county.reports:
        by_year[_year(report)].append(report)
    rows = []
    for year, reports in sorted(by_year.items(), reverse=True):
        files = []
        for report in reports:
            path = f"{folder}W0{year + 1}0131{names.digits(12)}.docx"
            data = file_bytes(kind, report)
            portal.put_article(report, path)
            portal.handle(path, lambda _, data=data: Reply(kind=kind.media_type, data=data))
            files.append(
                f'<p>附件{len(files) + 1}：<a href="{path}">{report.organ.name if report.organ else ""}.docx</a></p>'
            )
        title = f"{county.name}{year}年度各部门政府信息公开工作年度报告"
        article = f"{folder}t{year + 1}0131_{names.digits(6)}.{names.static}"
        portal.page(
            article, title, f"<p>现将各部门{year}年度政府信息公开工作年度报告公布如下：</p>{''.join(files)}"
        )
        rows.append((title, article))
        portal.covers.append(article)
    path = f"/{names.slug()}/"
    portal.page(path, NAME, f"<ul>{links(rows)}</ul>")
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for words, _ in rows:
            yield from (url for url, _ in browser.follow(page, words).links())

    portal.clicks = clicks
    return portal


def button_pager(rng: random.Random, county: County) -> Portal:
    """Buttons for a pager: `<input type="button" onclick="location='list.asp?page=2'">`, or a form of one button."""
    portal = Portal(county, rng)
    names = portal.names
    param, file = names.key(), f"/{names.slug()}/{names.slug()}.asp"
    pages = portal.cut(county.reports)
    places = [file, *(f"{file}?{param}={n}" for n in range(2, len(pages) + 1))]
    way = rng.choice((
        '<input type="button" value="下一页" onclick="location=\'{file}?{param}={n}\'">',
        '<button type="button" onclick="window.location.href=\'{file}?{param}={n}\'">下一页</button>',
        '<form action="{file}" method="get"><input type="hidden" name="{param}" value="{n}"><input type="submit" value="下一页"></form>',
    ))  # fmt: skip
    for number, mine in enumerate(pages, 1):
        further = way.format(file=file, param=param, n=number + 1) if number < len(pages) else ""
        portal.page(places[number - 1], NAME, f"{portal.listing(mine)}<p>第{number}页 {further}</p>")
    stand(portal, [(NAME, file)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for further in places[1:]:
            page = browser.ask(page, further)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


def wordless_next(rng: random.Random, county: County) -> Portal:
    """The way to the next page has no word: an arrow as a picture, a class or a `rel` called next, a label for screen readers."""
    portal = Portal(county, rng)
    names = portal.names
    folder, end = f"/{names.slug()}/", names.static
    pages = portal.cut(county.reports)
    places = [folder, *(f"{folder}{names.slug()}.{end}" for _ in pages[1:])]
    way = rng.choice((
        '<a href="{}"><img src="/images/next.png"></a>',
        '<a class="page-next" href="{}"></a>',
        '<a href="{}" rel="next"><i class="icon"></i></a>',
        '<a href="{}" aria-label="下一页"><span class="arrow"></span></a>',
        '<a href="{}" title="下一页"><i class="fa fa-angle-right"></i></a>',
    ))  # fmt: skip
    for number, mine in enumerate(pages):
        further = way.format(places[number + 1]) if number + 1 < len(pages) else ""
        portal.page(places[number], NAME, f"{portal.listing(mine)}<p>{further}</p>")
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for further in places[1:]:
            page = browser.ask(page, further)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


_SCROLL = """<ul id="{box}"></ul><p id="{end}">上滑加载更多</p><script>
var {now} = 1, {last} = {pages};
function {turn}({n}) {{
  $.get("{rest}", {{ {kind}: "{code}", {page}: {n} }}, function (t) {{ $("#{box}").append(t); }});
}}
{turn}({now});
$(window).scroll(function () {{
  if ($(window).scrollTop() + $(window).height() > $(document).height() - 50 && {now} < {last}) {{ {now}++; {turn}({now}); }}
}});
</script>"""


def endless_scroll(rng: random.Random, county: County) -> Portal:
    """Rows come as the reader scrolls; no pager is drawn."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.var() for w in ("now", "last", "n", "kind", "page")}
    words |= {"box": names.css(), "end": names.css(), "turn": names.function(), "code": names.hexadecimal(8)}
    rest, path = f"/{names.slug()}/{names.slug()}.{names.dynamic}", f"/{names.slug()}/"
    pages = portal.cut(county.reports)

    def piece(asked: Asked) -> Reply | None:
        number = asked.number(words["page"], 0)
        fits = asked.params.get(words["kind"]) == words["code"] and 1 <= number <= len(pages)
        return Reply(portal.look.rows(portal.rows(pages[number - 1])) if fits else "")

    portal.handle(rest, piece)
    portal.page(path, NAME, _SCROLL.format(**words, pages=len(pages), rest=rest))
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for number in range(1, len(pages) + 1):
            query = f"{rest}?{words['kind']}={words['code']}&{words['page']}={number}"
            yield from (url for url, _ in browser.ask(page, query).links())

    portal.clicks = clicks
    return portal


def year_form(rng: random.Random, county: County) -> Portal:
    """The column shows the newest year; the others are chosen in a form with a button."""
    portal = Portal(county, rng)
    names = portal.names
    param, file = names.key(), f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    years = sorted({_year(r) for r in county.reports}, reverse=True)
    options = "".join(f'<option value="{year}">{year}年</option>' for year in years)
    form = f'<form action="{file}" method="get">年度：<select name="{param}">{options}</select><input type="submit" value="查询"></form>'
    for year in years:
        rows = portal.listing([r for r in county.reports if _year(r) == year])
        for place in (f"{file}?{param}={year}", *([file] if year == years[0] else [])):
            portal.page(place, NAME, form + rows)
    stand(portal, [(NAME, file)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for year in years:
            yield from (url for url, _ in browser.ask(page, f"{file}?{param}={year}").links())

    portal.clicks = clicks
    return portal
