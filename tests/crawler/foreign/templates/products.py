"""Lists as certain products print them: catalogues in frames, pagers of selects and table cells, opaque requests, pages that count down."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import pages as pages_of
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand
from tests.crawler.foreign.web import Asked, Reply, as_json

NAME = "政府信息公开年报"


def _column(portal: Portal, places: list[str], name: str = NAME) -> Portal:
    """The ordinary part, and clicks through the pages of one column that stand at these places."""
    stand(portal, [(name, places[0])])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), name)
        yield from (url for url, _ in page.links())
        for further in places[1:]:
            page = browser.ask(page, further)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


_CATALOGUE = """<html><head><title>list</title><script>
function {turn}(n) {{ document.{form}.{page}.value = n; document.{form}.submit(); }}
</script></head><body><form name="{form}" method="post" action="{rest}">
<input type="hidden" name="{kind}" value="{code}"><input type="hidden" name="{area}" value="">
<input type="hidden" name="{page}" value="{number}"><input type="hidden" name="{sort}" value="compaltedate:0">
<table width="100%"><tr><td>索引号</td><td>信息名称</td><td>发布日期</td></tr>{rows}</table>
<table><tr><td>共{total}条&nbsp;第{number}/{pages}页</td><td>{pager}</td></tr></table></form></body></html>"""


def catalogue_frame(rng: random.Random, county: County) -> Portal:
    """A column whose rows stand in a frame, numbered by index, with a form for a pager."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.key() for w in ("kind", "area", "page", "sort")}
    words |= {"turn": names.function(), "form": names.var(), "code": names.hexadecimal(8)}
    rest = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    size, path = portal.look.size, f"/{names.slug()}/{names.slug()}.{names.static}"
    last = pages_of(county.reports, size)

    def piece(asked: Asked) -> Reply | None:
        number = asked.number(words["page"], 1)
        if asked.params.get(words["kind"]) != words["code"]:
            return Reply("<p>参数错误</p>")
        mine = county.reports[(number - 1) * size : number * size]
        rows = "".join(
            f'<tr><td>{words["code"]}/{r.posted_on}-{n:05d}</td><td><a href="{r_.href}" target="_blank">{r_.title}</a></td><td>{r_.day}</td></tr>'
            for n, (r, r_) in enumerate(zip(mine, portal.rows(mine), strict=True))
        )
        pager = "首页 " + (
            f'<a onclick="{words["turn"]}({number + 1})" style="cursor:pointer">下页</a> '
            f'<a onclick="{words["turn"]}({last})" style="cursor:pointer">尾页</a>'
            if number < last
            else "下页 尾页"
        )
        return Reply(
            _CATALOGUE.format(
                **words,
                rest=rest,
                number=number,
                rows=rows,
                total=len(county.reports),
                pages=last,
                pager=pager,
            )
        )

    portal.handle(rest, piece)
    first = f"{rest}?{words['kind']}={words['code']}&amp;{words['area']}="
    portal.page(path, NAME, f'<iframe src="{first}" width="760" height="900" frameborder="0"></iframe>')
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        page = browser.ask(page, first.replace("&amp;", "&"))
        yield from (url for url, _ in page.links())
        for number in range(2, last + 1):
            form = {words["kind"]: words["code"], words["area"]: "", words["page"]: number}
            page = browser.ask(page, rest, form)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal


def number_groups(rng: random.Random, county: County) -> Portal:
    """A pager of WebForms: numbers in groups of three with `...` to the next group, no word for the next page."""
    portal = Portal(county, rng)
    names = portal.names
    param, page_param = names.key(), names.key()
    file, channel, group = f"/{names.slug()}/{names.slug()}.aspx", names.digits(3), 3
    pages = portal.cut(county.reports, 3)
    places = [
        f"{file}?{param}={channel}",
        *(f"{file}?{param}={channel}&{page_param}={n}" for n in range(2, len(pages) + 1)),
    ]
    for number, mine in enumerate(pages, 1):
        start = (number - 1) // group * group
        shown = "".join(
            f'<span style="color:red">{n}</span>&nbsp;'
            if n == number
            else f'<a href="{_amp(places[n - 1])}">{n}</a>&nbsp;'
            for n in range(start + 1, min(start + group, len(pages)) + 1)
        )
        if start:
            shown = f'<a href="{_amp(places[start - 1])}">...</a>&nbsp;{shown}'
        if start + group < len(pages):
            shown += f'<a href="{_amp(places[start + group])}">...</a>'
        state = f'<input type="hidden" name="__VIEWSTATE" value="/wEPDwUK{names.hexadecimal(40)}">'
        form = f'<form method="post" action="{_amp(places[number - 1])}" id="form1">{state}'
        portal.page(
            places[number - 1],
            NAME,
            f"{form}{portal.listing(mine)}<div id='AspNetPager1'>{shown}</div></form>",
        )
    return _column(portal, places)


def _amp(path: str) -> str:
    return path.replace("&", "&amp;")


def select_pager(rng: random.Random, county: County) -> Portal:
    """A pager that is a select: `onchange="window.location='list.asp?ClassID=12&page='+this.value"`."""
    portal = Portal(county, rng)
    names = portal.names
    param, page_param, channel = names.key(), names.key(), names.digits(2)
    file = f"/{names.slug()}/{names.slug()}_Class.asp"
    pages = portal.cut(county.reports)
    places = [
        f"{file}?{param}={channel}",
        *(f"{file}?{param}={channel}&{page_param}={n}" for n in range(2, len(pages) + 1)),
    ]
    chosen = rng.choice(("this.options[this.selectedIndex].value", "this.value"))
    for number, mine in enumerate(pages, 1):
        options = "".join(
            f"<option value='{n}'{' selected' if n == number else ''}>第{n}页</option>"
            for n in range(1, len(pages) + 1)
        )
        pager = (
            f"<div align='center'>共 <b>{len(county.reports)}</b> 篇文章&nbsp;页次：<strong><font color=red>{number}</font>/"
            f"{len(pages)}</strong>页 <b>{portal.look.size}</b>篇文章/页 转到：<select name='{page_param}' size='1' "
            f"onchange=\"javascript:window.location='{file}?{param}={channel}&{page_param}='+{chosen};\">{options}</select></div>"
        )
        portal.page(places[number - 1], NAME, portal.listing(mine) + pager)
    return _column(portal, places)


def cell_pager(rng: random.Random, county: County) -> Portal:
    """A pager of table cells without links: `<td onclick="ShowNewPage('/x/2.html')">下页</td>`."""
    portal = Portal(county, rng)
    names, turn = portal.names, portal.names.function()
    folder = f"/{names.slug()}/{names.digits(6)}/"
    pages = portal.cut(county.reports)
    places = [folder, *(f"{folder}{n}.html" for n in range(2, len(pages) + 1))]
    file = portal.text(
        f"/{names.slug()}/page.js", f"function {turn}(url) {{\n window.location.href = url;\n}}"
    )
    for number, mine in enumerate(pages, 1):
        cells = [
            ("首页", places[0]),
            ("上页", places[max(0, number - 2)]),
            ("下页 &gt;", places[min(number, len(pages) - 1)]),
        ]
        pager = "".join(
            f"<td class='pageout' onclick=\"{turn}('{path}');\">{words}</td>" for words, path in cells
        )
        body = f"{portal.listing(mine)}<table><tr>{pager}<td class='yahei'>{number}/{len(pages)}</td></tr></table>"
        portal.page(places[number - 1], NAME, body, f'<script src="{file}"></script>')
    return _column(portal, places)


def countdown(rng: random.Random, county: County) -> Portal:
    """Pages that count down: `nb.htm`, then `nb/3.htm`, `nb/2.htm`, `nb/1.htm`, so that addresses stay when rows come."""
    portal = Portal(county, rng)
    stem = f"/{portal.names.slug()}"
    pages = portal.cut(county.reports)
    places = [f"{stem}.htm", *(f"{stem}/{len(pages) - n}.htm" for n in range(1, len(pages)))]
    for number, mine in enumerate(pages):
        more = number + 1 < len(pages)
        further = (
            f'<a href="{places[number + 1]}">下页</a> <a href="{places[-1]}">尾页</a>'
            if more
            else "下页 尾页"
        )
        portal.page(
            places[number],
            NAME,
            f"{portal.listing(mine)}<div>共{len(county.reports)}条 {number + 1}/{len(pages)} 首页 上页 {further}</div>",
        )
    return _column(portal, places)


_OPAQUE = """<div id="{box}"></div><script>
function {turn}({n}) {{
  $.ajax({{ url: "{rest}", type: "POST", contentType: "application/json",
    data: JSON.stringify({{ "{value}": "{secret}", "{page}": {n} }}),
    success: function (r) {{ $("#{box}").html(r.{html}); }} }});
}}
{turn}(1);
</script>"""


def opaque_request(rng: random.Random, county: County) -> Portal:
    """A box that a request fills whose body is printed as one opaque word; the answer is HTML within JSON, its pager too."""
    portal = Portal(county, rng)
    names = portal.names
    words = {w: names.var() for w in ("n", "value", "page", "html")}
    words |= {
        "turn": names.function(),
        "box": f"ajaxElement_1_{names.digits(3)}",
        "secret": f"{names.hexadecimal(64)}0secret0",
    }
    rest, path = f"/api/{names.slug()}/dynamic", f"/{names.slug()}/{names.digits(3)}.{names.static}"
    pages = portal.cut(county.reports)

    def piece(asked: Asked) -> Reply | None:
        said = asked.json if isinstance(asked.json, dict) else {}
        number = int(said.get(words["page"]) or 0)
        if (
            asked.method != "POST"
            or said.get(words["value"]) != words["secret"]
            or not 1 <= number <= len(pages)
        ):
            return as_json({"value": False, words["html"]: ""})
        further = f'<a href="javascript:;" onclick="{words["turn"]}({number + 1})">{portal.look.next}</a>'
        pager = further if number < len(pages) else portal.look.next
        return as_json(
            {
                "value": True,
                words["html"]: f"{portal.listing(pages[number - 1])}<div>{number}/{len(pages)} {pager}</div>",
            }
        )

    portal.handle(rest, piece)
    portal.page(path, NAME, _OPAQUE.format(**words, rest=rest))
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for number in range(1, len(pages) + 1):
            answer = browser.ask(page, rest, body={words["value"]: words["secret"], words["page"]: number})
            html = answer.json()[words["html"]]
            shown = type(answer)(answer.url, html, html)
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


_TREE = """<ul class="{tree}"><li><span onclick="{pick}('{root}')">法定主动公开内容</span><ul>{nodes}</ul></li></ul>
<iframe id="{frame}" name="{frame}" width="700" height="900" frameborder="0"></iframe>
<script>function {pick}({n}) {{ document.getElementById("{frame}").src = "{rest}?{param}=" + {n}; }}</script>"""


def frame_by_click(rng: random.Random, county: County) -> Portal:
    """A catalogue on the disclosure page whose nodes set the address of a frame."""
    portal = Portal(county, rng)
    names = portal.names
    words = {
        "tree": names.css(),
        "pick": names.function(),
        "frame": names.var(),
        "n": names.var(),
        "param": names.key(),
    }
    rest, page_param = f"/{names.slug()}/{names.slug()}.{names.dynamic}", names.key()
    codes = {NAME: county.reports, "财政预决算": county.misses[:4], "工作动态": county.news[:10]}
    numbered = {name: names.digits(5) for name in codes}
    code = numbered[NAME]
    for name, papers in codes.items():
        pages = portal.cut(papers)
        base = f"{rest}?{words['param']}={numbered[name]}"
        for number, mine in enumerate(pages, 1):
            further = (
                f'<a href="{base}&amp;{page_param}={number + 1}">下一页</a>' if number < len(pages) else ""
            )
            body = f"<html><body>{portal.listing(mine)}<p>第{number}页 共{len(pages)}页 {further}</p></body></html>"
            place = base if number == 1 else f"{base}&{page_param}={number}"
            portal.handle(place, lambda _, body=body: Reply(body))
    nodes = links([(name, f"javascript:{words['pick']}('{number}')") for name, number in numbered.items()])
    tree = _TREE.format(**words, root=names.digits(5), nodes=nodes, rest=rest)
    stand(portal, [], body=tree)

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.disclosure()
        for number in range(1, len(portal.cut(county.reports)) + 1):
            more = f"&{page_param}={number}" if number > 1 else ""
            page = browser.ask(page, f"{rest}?{words['param']}={code}{more}")
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal
