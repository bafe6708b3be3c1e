"""Lists as catalogues print them: a link on the index number alone, facets, a viewer for files, a query of two selects, a query of radio buttons."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from samples.files import KINDS, file_bytes
from samples.model import Document
from tests.crawler.foreign.browser import Browser, Shown
from tests.crawler.foreign.county import County, newest_first
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


def _of_column(portal: Portal, browser: Browser, name: str = NAME) -> Iterator[str]:
    """Addresses of all links of a column with a plain pager."""
    for shown in turned(browser, browser.follow(browser.disclosure(), name), portal.look.next):
        yield from (url for url, _ in shown.links())


def _paged(portal: Portal, found: list[list[str]], title: str, table: str) -> str:
    """A column whose rows are these, a list for each page; returns its path."""
    folder, end = f"/{portal.names.slug()}/", portal.names.static
    places = [folder, *(f"{folder}index_{n}.{end}" for n in range(1, len(found)))]
    for at, rows in enumerate(found):
        further = f'<a href="{places[at + 1]}">{portal.look.next}</a>' if at + 1 < len(found) else ""
        portal.page(places[at], title, f"{table.format(''.join(rows))}<p>{further}</p>")
    return folder


# -- index numbers --------------------------------------------------------------------------------------------------


def index_numbers(rng: random.Random, county: County) -> Portal:
    """A catalogue in which the index number is the link, and the name of the paper is printed beside it."""
    portal = Portal(county, rng)
    code = rng.choice(("{code}/{year}-{n:05d}", "{code}-02-{year}-{n:04d}", "{code}{year}{n:06d}"))
    head = rng.choice(("索引号", "信息索引", "公开编号"))
    papers = newest_first([*county.reports, *(m for m in county.misses if "报告" in m.title)][:60])
    unit = portal.names.digits(9)

    def row(n: int, d: Document) -> str:
        number = code.format(code=unit, year=d.posted_on.year if d.posted_on else 2000, n=n)
        return (
            f'<tr><td><a href="{portal.article(d)}" target="_blank">{number}</a></td><td>{d.title}</td>'
            f"<td>{d.posted_by}</td><td>{d.posted_on}</td></tr>"
        )

    lines = [row(n, d) for n, d in enumerate(papers, 1)]
    table = f"<table width=100%><tr><td>{head}</td><td>信息名称</td><td>发布机构</td><td>生成日期</td></tr>{{}}</table>"
    path = _paged(portal, [lines[i : i + 10] for i in range(0, len(lines), 10)], NAME, table)
    stand(portal, [(NAME, path)])
    portal.clicks = lambda browser: _of_column(portal, browser)
    return portal


# -- facets ---------------------------------------------------------------------------------------------------------

_FACETS = ("通知", "公告", "意见", "批复", "报告", "函", "其他")


def facets(rng: random.Random, county: County) -> Portal:
    """A catalogue without a column of reports: its papers stand below 体裁分类, the reports below 报告, and the page shows the latest of all."""
    portal = Portal(county, rng)
    names, param = portal.names, portal.names.key()
    lister = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    other, name = (
        rng.choice(("主题分类", "服务对象")),
        rng.choice(("公开目录", "政府信息公开目录", "信息目录")),
    )
    groups: dict[str, list[Document]] = defaultdict(list)
    for n, paper in enumerate(county.news[:90]):
        groups[_FACETS[n % 4]].append(paper)
    groups["报告"] = newest_first([*county.reports, *(m for m in county.misses if "报告" in m.title)])
    groups["其他"] = county.news[90:100]
    codes = {said: names.digits(3) for said in _FACETS}
    page_of = names.key()

    def entry(said: str) -> str:
        return f'<li><a href="{lister}?{param}={codes[said]}">{said}</a></li>'

    def shown(asked: Asked) -> Reply | None:
        said = next((s for s, code in codes.items() if code == asked.params.get(param)), None)
        if said is None:
            return None
        pages, at = portal.cut(groups[said], 10), asked.number(page_of) - 1
        if not 0 <= at < len(pages):
            return None
        more = f'<a href="{lister}?{param}={codes[said]}&amp;{page_of}={at + 2}">{portal.look.next}</a>'
        return Reply(
            portal.framed(said, f"{portal.listing(pages[at])}<p>{more if at + 1 < len(pages) else ''}</p>")
        )

    for papers in groups.values():
        portal.rows(papers)
    portal.handle(lister, shown)
    themes = f"/{names.slug()}/"
    portal.page(themes, other, "<p>按主题浏览，正在整理。样例。</p>" * 4)
    menu = f"<h4>体裁分类</h4><ul>{''.join(map(entry, _FACETS))}</ul><h4>{other}</h4><ul>{links([('综合政务', themes)])}</ul>"
    path = portal.page(f"/{names.slug()}/", name, f"{menu}{portal.listing(county.news[:8])}")
    stand(portal, [(name, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), name)
        first = browser.go(next(u for u, said in page.links() if said == "报告"), page)
        for listed in turned(browser, first, portal.look.next):
            yield from (url for url, _ in listed.links())

    portal.clicks = clicks
    return portal


# -- a viewer -------------------------------------------------------------------------------------------------------

_VIEWER = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>在线预览</title></head><body><div id="{box}" style="height:100%"></div>
<script>
var {query} = location.search.substring(1).split("&"), {file} = "";
for (var i = 0; i < {query}.length; i++) {{
  var p = {query}[i].split("=");
  if (p[0] == "{param}") {file} = decodeURIComponent(p[1]);
}}
document.getElementById("{box}").innerHTML = '<iframe width="100%" height="900" src="' + {file} + '"></iframe>';
</script></body></html>"""


def file_viewer(rng: random.Random, county: County) -> Portal:
    """Rows lead to a viewer that is told the file in its own address; reports are files and stand nowhere else."""
    portal = Portal(county, rng)
    names, kind = portal.names, KINDS["docx"]
    viewer, param, folder = f"/{names.slug()}/{names.slug()}.html", names.key(), f"/{names.slug()}/"
    text = _VIEWER.format(box=names.css(), query=names.var(), file=names.var(), param=param)
    portal.handle(viewer, lambda _: Reply(text))
    for report in county.reports:
        path = f"{folder}{report.posted_on:%Y%m}/{names.hexadecimal(12)}.docx"
        data = file_bytes(kind, report)
        portal.put_article(report, path)
        portal.handle(path, lambda _, data=data: Reply(kind=kind.media_type, data=data))
    encoded = rng.random() < 0.6

    def row(d: Document) -> str:
        file = quote(portal.article(d), safe="") if encoded else portal.article(d)
        return f'<li><a href="{viewer}?{param}={file}" target="_blank">{d.title}</a> {d.posted_on}</li>'

    lines = list(map(row, county.reports))
    path = _paged(portal, [lines[i : i + 8] for i in range(0, len(lines), 8)], NAME, "<ul>{}</ul>")
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        for url in _of_column(portal, browser):
            if viewer in url:
                page = browser.go(url)
                yield browser.go(f"{_origin(page)}{parse_qs(urlsplit(url).query)[param][0]}", page).url

    portal.clicks = clicks
    return portal


def _origin(page: Shown) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


# -- a query --------------------------------------------------------------------------------------------------------


def _query(portal: Portal, fields: str, chosen: dict[str, dict[str, str]], *, post: bool) -> str:
    """A column with a query in which nothing is written; it shows the newest year until something is chosen. Returns its path.

    :param chosen: name of a field -> value -> body or year that it stands for; an empty value stands for all.
    """
    reports = portal.county.reports
    path = f"/{portal.names.slug()}/{portal.names.slug()}.{portal.names.dynamic}"
    newest = max(map(_year, reports))
    portal.rows(reports)

    def shown(asked: Asked) -> Reply:
        mine = [d for d in reports if _year(d) == newest]
        if any(name in asked.params for name in chosen):
            mine = [d for d in reports if all(_fits(d, values.get(asked.params.get(name, ""), "")) for name, values in chosen.items())]  # fmt: skip
        return Reply(portal.framed(NAME, fields.replace("{action}", path) + portal.listing(mine)))

    portal.handle(path, shown)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        first = next(iter(chosen))
        for value in [v for v in chosen[first] if v]:
            form = {first: value, **{name: "" for name in chosen if name != first}}
            answer = browser.ask(page, path, form) if post else browser.ask(page, f"{path}?{urlencode(form)}")
            yield from (url for url, _ in answer.links())

    portal.clicks = clicks
    return path


def _fits(document: Document, wanted: str) -> bool:
    body = document.organ.short if document.organ else ""
    return not wanted or wanted in (body, str(_year(document)))


def two_selects(rng: random.Random, county: County) -> Portal:
    """A query of two selects, the body and the year, each with 全部, and a button; the page shows the newest year."""
    portal = Portal(county, rng)
    names = portal.names
    bodies = {names.digits(4): o.short for o in county.place.organs if county.of(o)}
    years = {str(year): str(year) for year in sorted({*map(_year, county.reports)}, reverse=True)}
    body, year, post = names.key(), names.key(), rng.random() < 0.5
    every = rng.choice(("全部", "--请选择--", "不限"))

    def select(name: str, values: dict[str, str], unit: str) -> str:
        options = "".join(f'<option value="{v}">{said}{unit}</option>' for v, said in values.items())
        return f'<select name="{name}"><option value="">{every}</option>{options}</select>'

    method = "post" if post else "get"
    form = (
        f'<form action="{{action}}" method="{method}">公开单位：{select(body, bodies, "")} 年度：{select(year, years, "年")}'
        '<input type="submit" value="查询"></form>'
    )
    _query(portal, form, {body: bodies, year: years}, post=post)
    return portal


def radio_query(rng: random.Random, county: County) -> Portal:
    """A query in which the year, or the body, is one of some radio buttons with labels; the page shows the newest year."""
    portal = Portal(county, rng)
    names = portal.names
    by_year, post, name = rng.random() < 0.5, rng.random() < 0.5, names.key()
    values = {str(y): str(y) for y in sorted({*map(_year, county.reports)}, reverse=True)}
    if not by_year:
        values = {names.digits(4): o.short for o in county.place.organs if county.of(o)}
    label = rng.choice((
        '<input type="radio" name="{name}" value="{value}" id="{name}{n}"><label for="{name}{n}">{said}</label> ',
        '<label><input type="radio" name="{name}" value="{value}"> {said}</label>',
    ))  # fmt: skip
    radios = "".join(
        label.format(name=name, value=value, n=n, said=f"{said}年" if by_year else said)
        for n, (value, said) in enumerate(values.items())
    )
    form = f'<form action="{{action}}" method="{"post" if post else "get"}">{radios}<button type="submit">查询</button></form>'
    _query(portal, form, {name: values}, post=post)
    return portal
