"""Small portals with one oddity each, of software that nobody knows; nothing here follows the portal farm.

A portal is its pages by path, and the paths of its reports. `serve` puts them on loopback, told apart by host.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ORGANS = ("人民政府", "财政局", "水利局", "民政局", "柳洼镇人民政府", "石塘乡人民政府")
YEARS = range(2015, 2021)
FILED = [(year, organ) for year in YEARS for organ in range(len(ORGANS))]
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "五、存在的主要问题",
)


@dataclass
class Odd:
    """One portal. `charset`: of its bytes."""

    pages: dict[str, str] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    charset: str = "utf-8"

    def page(self, path: str, *parts: str) -> None:
        self.pages[path] = f"<html><body>{_MENU}{''.join(parts)}</body></html>"

    def report(self, path: str, title: str) -> None:
        prose = "".join(f"<p>{h}</p><p>{'本年度工作有序推进。' * 10}</p>" for h in _HEADINGS)
        self.pages[path] = f"<html><title>{title}</title><body><h1>{title}</h1>{prose}</body></html>"
        self.reports.add(path)


def title(year: int, organ: int) -> str:
    return f"{ORGANS[organ]}{year}年政府信息公开工作年度报告"


def link(href: str, text: str) -> str:
    return f'<a href="{href}">{text}</a>'


_MENU = "".join(link(f"/m{n}/", t) for n, t in enumerate(("首页", "新闻中心", "办事服务", "数据开放")))


def frames_and_rows() -> Odd:
    """A home of frames in GBK; the list prints titles as text, and 查看 as the link beside them."""
    odd = Odd(charset="gb18030")
    odd.pages["/"] = "<html><frameset><frame src=menu.asp><frame src=main.asp></frameset></html>"
    odd.page("/menu.asp", link("class.asp?id=3", "政务公开"))
    odd.page("/main.asp", "欢迎" * 200)
    odd.page("/class.asp?id=3", link("class.asp?id=31", "公开指南"), link("class.asp?id=33", "工作年报"))
    rows = [
        f"<tr><td>{title(y, o)}</td><td>{link(f'show.asp?id={y}{o}', '查看')}</td></tr>" for y, o in FILED
    ]
    odd.page("/class.asp?id=33", f"<table>{''.join(rows)}</table>")
    for y, o in FILED:
        odd.report(f"/show.asp?id={y}{o}", title(y, o))
    return odd


def calls() -> Odd:
    """Menu, tabs, rows and pager all call functions of the page; no anchor leads anywhere."""
    odd = Odd()
    odd.page("/", "<script>var menu = [{name: '政府信息公开', url: '/open/home.do'}];</script>")
    tab = "<script>function tab(c){window.location.href='/open/list.do?col='+c+'&no=1';}</script>"
    odd.page("/open/home.do", tab, "<li onclick=\"tab('zn')\">指南</li><li onclick=\"tab('nb')\">年报</li>")
    script = (
        "<script>function show(id,t){window.open('/open/show.do?id='+id);} "
        "function page(n){location.href='/open/list.do?col=nb&no='+n;}</script>"
    )
    for start in range(0, len(FILED), 12):
        number = start // 12 + 1
        rows = [
            f"<tr onclick=\"show('{y}{o}',1)\"><td>{title(y, o)}</td><td>{y + 1}-03-01</td></tr>"
            for y, o in FILED[start : start + 12]
        ]
        pager = f"<a href='javascript:page({min(3, number + 1)})'>下一页</a>"
        odd.page(f"/open/list.do?col=nb&no={number}", script, f"<table>{''.join(rows)}</table>", pager)
    for y, o in FILED:
        odd.report(f"/open/show.do?id={y}{o}", title(y, o))
    return odd


def unknown_words() -> Odd:
    """No word of the menu is known; the next page is a picture without words."""
    odd = Odd()
    odd.page("/", link("/sun/", "阳光政务"), link("/online/", "网上办理"))
    odd.page("/sun/", link("/sun/a/", "制度文件"), link("/sun/c/", "年度工作报告"))
    for start in range(0, len(FILED), 9):
        number = start // 9
        rows = [f"<li>{link(f'/sun/c/{y}{o}.htm', title(y, o))}</li>" for y, o in FILED[start : start + 9]]
        onward = link(f"/sun/c/p{number + 1}.htm", "<img src=/i/next.gif>") if number < 3 else ""
        odd.page(f"/sun/c/p{number}.htm" if number else "/sun/c/", *rows, onward)
    for y, o in FILED:
        odd.report(f"/sun/c/{y}{o}.htm", title(y, o))
    return odd


def years_alone() -> Odd:
    """更多 leads to a directory of bodies; their columns name each report by its year alone."""
    odd = Odd()
    odd.page("/", "<h3>政府信息公开</h3>", link("/zwgk/index.html", "更多&gt;&gt;"))
    odd.page("/zwgk/index.html", *(link(f"/zwgk/dept.html?unit={o}", name) for o, name in enumerate(ORGANS)))
    for o in range(len(ORGANS)):
        odd.page(f"/zwgk/dept.html?unit={o}", link(f"/zwgk/list.html?unit={o}", "政府信息公开年度报告"))
        odd.page(f"/zwgk/list.html?unit={o}", *(link(f"/zwgk/v/{o}_{y}.html", f"{y}年度") for y in YEARS))
        for y in YEARS:
            odd.report(f"/zwgk/v/{o}_{y}.html", title(y, o))
    return odd


def printed_request() -> Odd:
    """The column is filled by a request that its script prints; the answer is JSON of a shape of its own."""
    odd = Odd()
    odd.page("/", link("/xxgk/nb.html", "信息公开年报"))
    script = "var page = 1; $.getJSON('/api/list?columnId=5&page=' + page + '&size=12', fill);"
    odd.page("/xxgk/nb.html", f"<ul id=rows></ul><script>{script}</script>")
    for start in range(0, len(FILED), 12):
        rows = [{"title": title(y, o), "url": f"/a/{y}{o}.html"} for y, o in FILED[start : start + 12]]
        answer = {"code": 0, "data": {"total": len(FILED), "list": rows}}
        odd.pages[f"/api/list?columnId=5&page={start // 12 + 1}&size=12"] = json.dumps(answer)
    for y, o in FILED:
        odd.report(f"/a/{y}{o}.html", title(y, o))
    return odd


def column_is_a_report() -> Odd:
    """The column shows the latest report, and a list to choose the others from; old HTML with a base."""
    odd = Odd()
    odd.pages["/"] = (
        "<HTML><HEAD><BASE HREF='/site/'></HEAD><BODY><A HREF='gk/'>信 息 公 开</A></BODY></HTML>"
    )
    odd.page("/site/gk/", "<A HREF='nb.htm'><FONT COLOR=red>年&nbsp;&nbsp;报</FONT></A>")
    options = "".join(f"<option value='nb_{y}.htm'>{y}年</option>" for y in YEARS)
    odd.report("/site/gk/nb.htm", title(2021, 0))
    odd.pages["/site/gk/nb.htm"] += f"<select onchange='location.href=this.value'>{options}</select>"
    for y in YEARS:
        odd.report(f"/site/gk/nb_{y}.htm", title(y, 0))
    return odd


def among_notices() -> Odd:
    """No column at all: reports stand among the notices of all kinds."""
    odd = Odd()
    odd.page("/", link("/zwgk/", "政务公开"))
    odd.page("/zwgk/", link("/tz/", "公示公告"))
    lines = [(f"/tz/{n}.html", f"关于某事项的公告第{n}号") for n in range(50)]
    for place, (y, o) in enumerate(FILED[:10]):
        lines.insert(place * 5, (f"/tz/r{y}{o}.html", title(y, o)))
        odd.report(f"/tz/r{y}{o}.html", title(y, o))
    pages = ["/tz/", "/tz/index_1.html", "/tz/index_2.html"]
    pager = "".join(link(path, str(number + 1)) for number, path in enumerate(pages))
    for number, path in enumerate(pages):
        odd.page(path, *(f"<li>{link(*line)}<i>2021-01-20</i></li>" for line in lines[number::3]), pager)
    return odd


def bare_years() -> Odd:
    """Beside the column a word that says little leads to a page of more years than are guessed, each a report."""
    odd = Odd()
    odd.page("/", link("/zw/", "政府信息公开"))
    odd.page("/zw/", link("/zw/nb/", "政府信息公开年报"))
    for year, organ in FILED[:4]:
        odd.report(f"/a/{year}{organ}.html", title(year, organ))
    rows = [link(f"/a/{year}{organ}.html", title(year, organ)) for year, organ in FILED[:4]]
    odd.page("/zw/nb/", *rows, link("/zw/zq/", "更早的那些"))
    older = range(2001, 2015)
    for year in older:
        odd.report(f"/zq/{year}.html", title(year, 0))
    odd.page("/zw/zq/", *(link(f"/zq/{year}.html", f"{year}年") for year in older))
    return odd


PORTALS = {
    f.__name__.replace("_", "-"): f()
    for f in (
        frames_and_rows,
        calls,
        unknown_words,
        years_alone,
        printed_request,
        column_is_a_report,
        among_notices,
        bare_years,
    )
}


@contextmanager
def serve(portals: dict[str, Odd]) -> Iterator[int]:
    """The portals as `<name>.sample.localhost` on the port it gives; a POST is a page too, called by path and body."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(self.path)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            as_json = self.headers["Content-Type"] == "application/json"
            self.answer(f"{self.path} {body}" if as_json == body.startswith("{") else "")

        def answer(self, name: str) -> None:
            portal = portals[self.headers["Host"].partition(".")[0]]
            text = portal.pages.get(name)
            body = (text or "<html>404</html>").encode(portal.charset)
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Type", "application/json" if (text or "")[:1] == "{" else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
