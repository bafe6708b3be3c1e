"""Lists that go on where no link shows it: a frame set from the mark of the address, a cursor, an address in a sentence, a table of addresses
in a file, sub-sites in the selects of the foot, a page that arrow keys turn."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

from samples.model import Document
from tests.crawler.foreign.browser import Browser, Shown
from tests.crawler.foreign.county import County
from tests.crawler.foreign.lists import Keys
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.standing import links, stand, static_column
from tests.crawler.foreign.templates.plain import turned
from tests.crawler.foreign.web import Asked, Reply, as_json

NAME = "政府信息公开年报"


def _year(document: Document) -> int:
    return document.report.year if document.report else 0


def _bare(portal: Portal, title: str, body: str, head: str = "") -> Reply:
    """A page without the frame of the portal, in its encoding."""
    charset = "gb2312" if portal.look.charset == "gb18030" else portal.look.charset
    return Reply(
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>{head}</head>'
        f"<body>{portal.dialect.page(body)}</body></html>"
    )


# -- a frame by the mark of the address -----------------------------------------------------------------------------

_FRAMED = """<ul>{tabs}</ul><iframe id="{frame}" name="{frame}" src="{folder}{first}.{end}" width="100%" height="800" frameborder="0"></iframe>"""
_HASHES = (
    """function {show}() {{
  var {h} = location.hash.replace("#", "");
  if ({h} != "") document.getElementById("{frame}").src = "{folder}" + {h} + ".{end}";
}}
window.onhashchange = {show};
{show}();""",
    """$(window).on("hashchange", function () {{
  var {h} = window.location.hash.substr(1) || "{first}";
  $("#{frame}").attr("src", ["{folder}", {h}, ".{end}"].join(""));
}}).trigger("hashchange");""",
    """var {show} = {{ dir: "{folder}", ext: ".{end}" }};
setInterval(function () {{
  var {h} = location.hash.slice(1), f = document.getElementById("{frame}");
  if ({h} && f.src.indexOf({show}.dir + {h}) < 0) f.src = {show}.dir + {h} + {show}.ext;
}}, 200);""",
)


def hash_frame(rng: random.Random, county: County) -> Portal:
    """Tabs are `#marks` of the page's own address; a script sets a frame from the mark. The first frame is printed and full."""
    portal = Portal(county, rng)
    names = portal.names
    groups: dict[str, tuple[str, list[Document]]] = {}
    if rng.random() < 0.5:
        for year in sorted({_year(r) for r in county.reports}, reverse=True):
            groups[names.key()] = (f"{year}年", [r for r in county.reports if _year(r) == year])
    else:
        groups[names.key()] = ("县政府", county.own)
        for organ in county.bodies:
            groups[names.key()] = (organ.short, county.of(organ))
    folder, end, first = f"/{names.slug()}/{names.slug()}/", names.static, next(iter(groups))
    words = {
        "frame": names.css(),
        "show": names.function(),
        "h": names.var(),
        "folder": folder,
        "end": end,
        "first": first,
    }
    for code, (said, mine) in groups.items():
        portal.handle(
            f"{folder}{code}.{end}", lambda _, said=said, mine=mine: _bare(portal, said, portal.listing(mine))
        )
        portal.rows(mine)
    tab = rng.choice(('<li><a href="#{}">{}</a></li>', '<li><a href="{page}#{}">{}</a></li>'))
    path = f"/{names.slug()}/"
    tabs = "".join(tab.format(code, said, page=path) for code, (said, _) in groups.items())
    code = rng.choice(_HASHES).format(**words)
    inline = rng.random() < 0.5
    script = (
        f"<script>{code}</script>"
        if inline
        else f'<script src="{portal.text(f"/{names.slug()}/tab.js", code)}"></script>'
    )
    portal.page(path, NAME, _FRAMED.format(**words, tabs=tabs) + script)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for code in groups:
            yield from (url for url, _ in browser.ask(page, f"{folder}{code}.{end}").links())

    portal.clicks = clicks
    return portal


# -- a cursor -------------------------------------------------------------------------------------------------------

_CURSORS = (
    """$("#{more}").click(function () {{
  $.getJSON("{rest}", {{ {cat}: "{code}", {after}: $("#{box} li:last").attr("data-{mark}") }}, function ({d}) {{
    $.each({d}.{rows}, function (i, v) {{
      $("#{box}").append('<li data-{mark}="' + v.{mark} + '"><a href="' + v.{url} + '">' + v.{title} + "</a><span>" + v.{day} + "</span></li>");
    }});
    if (!{d}.{left}) $("#{more}").remove();
  }});
}});""",
    """document.getElementById("{more}").addEventListener("click", function () {{
  var l = document.querySelectorAll("#{box} li"), x = new XMLHttpRequest();
  x.open("GET", "{rest}?{cat}={code}&{after}=" + l[l.length - 1].dataset.{mark});
  x.onload = function () {{
    var {d} = JSON.parse(x.responseText), h = "";
    for (var i = 0; i < {d}.{rows}.length; i++) {{
      var v = {d}.{rows}[i];
      h += "<li data-{mark}='" + v.{mark} + "'><a href='" + v.{url} + "'>" + v.{title} + "</a><span>" + v.{day} + "</span></li>";
    }}
    document.getElementById("{box}").insertAdjacentHTML("beforeend", h);
    if (!{d}.{left}) this.style.display = "none";
  }};
  x.send();
}});""",
)


def cursor_more(rng: random.Random, county: County) -> Portal:
    """The first rows stand in the HTML; a box asks for those after the last row's mark, and each answer says only whether there are more."""
    portal = Portal(county, rng)
    names, keys, size = portal.names, Keys.drawn(portal.names), portal.look.size
    words = {w: names.var() for w in ("cat", "after", "d")}
    words |= {
        "more": names.css(),
        "box": names.css(),
        "mark": names.key(),
        "left": names.key(),
        "code": names.digits(5),
    }
    words |= {"title": keys.title, "url": keys.url, "day": keys.day, "rows": keys.rows}
    rest = f"/{names.slug()}/{names.slug()}.{names.dynamic}"
    marks = [names.digits(6) for _ in county.reports]

    def piece(asked: Asked) -> Reply:
        after = asked.params.get(words["after"], "")
        if asked.params.get(words["cat"]) != words["code"] or after not in marks:
            return as_json({words["left"]: False, keys.rows: []})
        start = marks.index(after) + 1
        rows = [
            {**keys.row(portal, d), words["mark"]: marks[start + i]}
            for i, d in enumerate(county.reports[start : start + size])
        ]
        return as_json({keys.rows: rows, words["left"]: start + size < len(marks)})

    portal.handle(rest, piece)
    rows = "".join(
        f'<li data-{words["mark"]}="{marks[i]}"><a href="{portal.article(d)}">{escape(d.title)}</a><span>{d.posted_on}</span></li>'
        for i, d in enumerate(county.reports[:size])
    )
    label = rng.choice(("查看更多", "加载更多", "展开", "︾", "更多"))
    tag = rng.choice(("div", "span", "button"))
    code = rng.choice(_CURSORS).format(**words, rest=rest)
    script = (
        f"<script>{code}</script>"
        if rng.random() < 0.5
        else f'<script src="{portal.text(f"/{names.slug()}/list.js", code)}"></script>'
    )
    body = f'<ul id="{words["box"]}">{rows}</ul><{tag} id="{words["more"]}">{label}</{tag}>{script}'
    path = portal.page(f"/{names.slug()}/", NAME, body)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        last, left = re.findall(rf'data-{words["mark"]}="(\d+)"', page.text)[-1], True
        while left:
            query = f"{rest}?{words['cat']}={words['code']}&{words['after']}={last}"
            answer: Any = browser.ask(page, query).json()
            yield from browser.addresses(page, keys.addresses(answer))
            last, left = answer[keys.rows][-1][words["mark"]], answer[words["left"]]

    portal.clicks = clicks
    return portal


# -- an address in a sentence ---------------------------------------------------------------------------------------


def text_address(rng: random.Random, county: County) -> Portal:
    """The column shows the last years; a sentence names the address of what is older, and it is no link."""
    portal = Portal(county, rng)
    names = portal.names
    last = max(map(_year, county.reports)) - 2
    old = [r for r in county.reports if _year(r) <= last]
    archive = static_column(portal, "历史数据", old, f"/{names.slug()}/{names.slug()}/")
    address = portal.absolute(archive)
    bare = address.removeprefix("http://")
    note = rng.choice((
        f"<p>说明：{last}年及以前的年度报告请访问{address}。</p>",
        f"<p>温馨提示：{last}年度及以前的年报已归档，请复制网址（{address}）到浏览器地址栏打开。</p>",
        f"<p><font color=red>因网站改版，{last}年以前（含{last}年）的信息请登录 {bare} 查询</font></p>",
        f"<div>{last}年及以前年报网址：<br>{address}</div>",
        f'<p>往年年报：<input type="text" size="60" readonly value="{address}" onclick="this.select()">（请复制到地址栏）</p>',
    ))  # fmt: skip
    path = static_column(portal, NAME, [r for r in county.reports if r not in old], body=note)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for shown in turned(browser, page, portal.look.next):
            yield from (url for url, _ in shown.links())
        found = [
            m
            for m in re.findall(r"[a-z][\w.-]*\.localhost:\d+/[a-z]+/[a-z]+/", page.text)
            if m.endswith(archive)
        ]
        assert found, "the address is printed nowhere"
        for shown in turned(browser, browser.go(f"http://{found[0]}", page), portal.look.next):
            yield from (url for url, _ in shown.links())

    portal.clicks = clicks
    return portal


# -- a table of addresses in a file ---------------------------------------------------------------------------------

_HTML_SHEET = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body><table border="1"><tr><th>序号</th><th>单位</th><th>年度</th><th>{what}</th></tr>{rows}</table></body></html>"""
_HTML_LINE = '<tr><td>{n}</td><td>{body}</td><td>{year}</td><td><a href="{url}">{said}</a></td></tr>'
_XML_SHEET = """<?xml version="1.0" encoding="utf-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Sheet1"><Table><Row><Cell><Data ss:Type="String">单位</Data></Cell><Cell><Data ss:Type="String">年度</Data></Cell><Cell><Data ss:Type="String">{what}</Data></Cell></Row>
{rows}</Table></Worksheet></Workbook>"""
_XML_LINE = (
    '<Row><Cell><Data ss:Type="String">{body}</Data></Cell><Cell><Data ss:Type="Number">{year}</Data></Cell>'
    '<Cell ss:HRef="{url}"><Data ss:Type="String">{said}</Data></Cell></Row>\n'
)


def sheet_index(rng: random.Random, county: County) -> Portal:
    """The column has the county's own reports; those of its bodies are linked from the cells of a spreadsheet, which is a row of the column."""
    portal = Portal(county, rng)
    names = portal.names
    others = [r for r in county.reports if r not in county.own]
    sheet, line = rng.choice(((_HTML_SHEET, _HTML_LINE), (_XML_SHEET, _XML_LINE)))
    what = rng.choice(("网址", "链接", "年报地址"))
    say_title = rng.random() < 0.5
    rows = "".join(
        line.format(
            n=n, body=d.organ.name if d.organ else "", year=_year(d), url=portal.absolute(portal.article(d)),
            said=escape(d.title) if say_title else portal.absolute(portal.article(d)),
        )
        for n, d in enumerate(others, 1)
    )  # fmt: skip
    text = sheet.format(what=what, rows=rows)
    file = f"/{names.slug()}/P0{max(map(_year, others)) + 1}0{rng.randint(201, 328)}{names.digits(9)}.xls"
    portal.handle(file, lambda _: Reply(text, kind="application/vnd.ms-excel"))
    words = rng.choice(
        (
            "{}各部门、各乡镇政府信息公开年度报告一览表",
            "{}政府信息公开年度报告汇总表",
            "{}部门年报目录（附网址）",
        )
    )
    entry = f'<p>附件：<a href="{file}">{words.format(county.name)}.xls</a></p>'
    if rng.random() < 0.4:
        article = f"/{names.slug()}/{names.digits(6)}.{names.static}"
        title = words.format(county.name)
        portal.page(
            article, title, f"<p>现将各部门、各乡镇政府信息公开年度报告予以公布，详见附件。</p>{entry}"
        )
        entry = f'<p>·<a href="{article}">{title}</a></p>'
    path = static_column(portal, NAME, county.own, body=entry)
    stand(portal, [(NAME, path)])

    def clicks(browser: Browser) -> Iterator[str]:
        page = browser.follow(browser.disclosure(), NAME)
        for shown in turned(browser, page, portal.look.next):
            yield from (url for url, _ in shown.links())
        if article_words := [said for _, said in page.links() if said == words.format(county.name)]:
            page = browser.follow(page, article_words[0])
        table = browser.follow(page, ".xls").text
        yield from re.findall(r'href="([^"]+)"', table, re.IGNORECASE)

    portal.clicks = clicks
    return portal


# -- sub-sites in the selects of the foot ---------------------------------------------------------------------------

_CHANGES = (
    """<script>$(".{css} select").change(function () {{ if ($(this).val()) window.open($(this).val()); }});</script>""",
    """<script>var s = document.getElementsByTagName("select");
for (var i = 0; i < s.length; i++) s[i].onchange = function () {{ if (this.selectedIndex > 0) window.open(this.value, "_blank"); }};
</script>""",
)


def foot_selects(rng: random.Random, county: County) -> Portal:
    """Bodies have sub-sites of their own, each with its home and columns; only the selects of 网站导航 in the foot, among sites of others, lead there."""
    portal = Portal(county, rng)
    names = portal.names
    own, css, absolute = static_column(portal, NAME, county.own), names.css(), rng.random() < 0.5
    opened = rng.choice(("信息公开", "政务公开", "公开目录"))
    annual = rng.choice(("年度报告", "信息公开年报", "公开年报"))
    sites: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def put(path: str, site: str, menu: str, title: str, body: str) -> None:
        portal.handle(
            path,
            lambda _: _bare(
                portal, f"{title}-{site}", f"<h1>{site}</h1><ul>{menu}</ul><h2>{title}</h2>{body}"
            ),
        )

    for organ in county.bodies:
        root = f"/{names.slug()}/"
        places = {
            "首页": root,
            "单位概况": f"{root}gk/",
            "工作动态": f"{root}dt/",
            opened: f"{root}{names.slug()}/",
        }
        menu, site = links(list(places.items())), organ.name
        yearly = f"{places[opened]}{names.slug()}/"
        news = portal.listing(county.news_of(organ, 6))
        put(root, site, menu, "首页", news)
        put(places["单位概况"], site, menu, "单位概况", "<p>负责本行业的管理和服务工作。样例。</p>" * 3)
        put(places["工作动态"], site, menu, "工作动态", news)
        put(
            places[opened],
            site,
            menu,
            opened,
            f"<ul>{links([(annual, yearly)])}</ul><p>公开指南由县政府统一编制。样例。</p>",
        )
        put(yearly, site, menu, annual, portal.listing(county.of(organ)))
        group = "乡镇网站" if organ.kind == "township" else "部门网站"
        sites[group].append((organ.short, portal.absolute(root) if absolute else root))
    others = [(f"{name}厅", f"http://{names.slug()}.example/") for name in ("财政", "民政", "水利", "教育")]
    everything = [("省直部门网站", others), *sites.items()]
    selects = "".join(
        f'<select><option value="">--{head}--</option>'
        + "".join(f'<option value="{url}">{words}</option>' for words, url in mine)
        + "</select>"
        for head, mine in everything
    )
    foot = f'<div class="{css}">{selects}</div>' + portal.dialect.page(rng.choice(_CHANGES).format(css=css))
    stand(portal, [(NAME, own)])
    where = ["/"] if rng.random() < 0.5 else ["/", *(p for _, p in portal.menu[1:4])]
    for path in where:

        def shown(asked: Asked, plain: Any = portal.pages[path]) -> Reply:
            reply = plain(asked)
            return replace(reply, body=reply.body.replace("<br>主办单位", f"{foot}<br>主办单位"))

        portal.handle(path, shown)

    def clicks(browser: Browser) -> Iterator[str]:
        for shown in turned(browser, browser.follow(browser.disclosure(), NAME), portal.look.next):
            yield from (url for url, _ in shown.links())
        page = browser.home()
        for value in re.findall(r'<option value="([^"]+)"', page.text):
            if ".example" not in value:
                site = browser.go(urljoin(page.url, unescape(value)), page)
                yield from (url for url, _ in browser.follow(browser.follow(site, opened), annual).links())

    portal.clicks = clicks
    return portal


# -- arrow keys -----------------------------------------------------------------------------------------------------

_KEYS = (
    """<p>{hint}</p><script>
var {back} = "{before}", {next} = "{after}";
document.onkeydown = function (e) {{
  e = e || window.event;
  if (e.keyCode == 37 && {back}) location = {back};
  if (e.keyCode == 39 && {next}) location = {next};
}};
</script>""",
    """<p>{hint}</p><script>
$(document).keydown(function (e) {{
  switch (e.which) {{
    case 37: if ("{before}") window.location.href = "{before}"; break;
    case 39: if ("{after}") window.location.href = "{after}"; break;
  }}
}});
</script>""",
    """<p>{hint}</p><input type="hidden" id="{back}" value="{before}"><input type="hidden" id="{next}" value="{after}"><script>
document.addEventListener("keyup", function (e) {{
  var t = e.key === "ArrowRight" ? "{next}" : e.key === "ArrowLeft" ? "{back}" : "";
  if (t && document.getElementById(t).value) location.assign(document.getElementById(t).value);
}});
</script>""",
)


def arrow_keys(rng: random.Random, county: County) -> Portal:
    """The pages of the column are turned with the arrow keys: their addresses stand in a handler of keys, no link leads on."""
    portal = Portal(county, rng)
    names = portal.names
    folder, end = f"/{names.slug()}/", names.static
    pages = portal.cut(county.reports)
    stem = rng.choice(("list_{}", "index_{}", "{}"))
    places = [folder, *(f"{folder}{stem.format(n)}.{end}" for n in range(2, len(pages) + 1))]
    hint = rng.choice(
        ("提示：支持键盘← →键翻页", "快捷键：← 上一页 → 下一页", "小技巧：按键盘左右方向键可翻页浏览", "← →")
    )
    way, words = rng.choice(_KEYS), {"back": names.var(), "next": names.var(), "hint": hint}
    for at, mine in enumerate(pages):
        before = places[at - 1] if at else ""
        after = places[at + 1] if at + 1 < len(pages) else ""
        portal.page(places[at], NAME, portal.listing(mine) + way.format(**words, before=before, after=after))
    stand(portal, [(NAME, folder)])

    def clicks(browser: Browser) -> Iterator[str]:
        page: Shown = browser.follow(browser.disclosure(), NAME)
        yield from (url for url, _ in page.links())
        for place in places[1:]:
            assert f'"{place}"' in page.text
            page = browser.ask(page, place)
            yield from (url for url, _ in page.links())

    portal.clicks = clicks
    return portal
