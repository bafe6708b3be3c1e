"""luanchuan: a numeric tree with a double slash, table layout, next links; its oldest column is in GBK."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from samples.markup import Markup
from samples.model import Document
from samples.site import Entry, Site, slices

VALIDATORS = frozenset({"modified"})
MARKUP = Markup(
    para='<P style="LINE-HEIGHT: 200%"><FONT size=3 face=宋体>&nbsp;&nbsp;&nbsp;&nbsp;{}</FONT></P>',
    heading="<P><FONT size=3 face=黑体>&nbsp;&nbsp;&nbsp;&nbsp;<STRONG>{}</STRONG></FONT></P>",
    subheading="<P><FONT size=3 face=楷体_GB2312>&nbsp;&nbsp;&nbsp;&nbsp;{}</FONT></P>",
    sign="<P align=right><FONT size=3>{}&nbsp;&nbsp;&nbsp;&nbsp;</FONT></P>",
    note="<P align=center><FONT color=#999999 size=2>{}</FONT></P>",
    table="border=1 cellSpacing=0 borderColor=#000000 cellPadding=2 width=680 align=center",
    td="align=middle vAlign=center bgColor=#ffffff",
    cell="<FONT size=2 face=宋体>{}</FONT>",
    figure='<DIV align=center><FONT size=2 face="Times New Roman">{}</FONT></DIV>',
    blank="&nbsp;",
)
_ROOT = "/html/1//2/"
_REPORTS, _OLD = f"{_ROOT}151/164/", f"{_ROOT}151/165/"
_COLUMNS = {"news": (f"{_ROOT}152/171/", "栾川动态"), "notice": (f"{_ROOT}152/172/", "公示公告")}
_COLUMNS["policy"] = (f"{_ROOT}151/163/", "文件法规")
# An old server says nothing of the charset in its header; only the page's own meta does.
_GBK: dict[str, Any] = {"charset": "gbk", "content_type": "text/html"}
_UTF8: dict[str, Any] = {}


def build(site: Site) -> None:
    """File the documents under their numbers and link the tree together."""
    serial = count(59947)
    annual = site.in_column("annual")
    old = [d for d in annual if d.report and d.report.year <= 2019]
    recent = [d for d in annual if d not in old]
    _column(site, _REPORTS, "政府信息公开工作年度报告", _file(site, _REPORTS, recent, serial), 8)
    missing = Entry(f"{site.place.invented}2016年政府信息公开工作年度报告", f"{_OLD}31877.html", "")
    site.hazard("not_found", missing.href)
    # The old column prints no dates: what is dateless there is dateless everywhere.
    archive = [Entry(e.title, e.href, "", e.document) for e in _file(site, _OLD, old, serial, _GBK)]
    _column(site, _OLD, "往年年度报告", [*archive, missing], 8, _GBK)
    for path, name in _COLUMNS.values():
        key = next(k for k, v in _COLUMNS.items() if v[0] == path)
        _column(site, path, name, _file(site, path, site.in_column(key), serial), 15)
    _units(site, serial)
    _tree(site)
    # Many clients lose the double slash when they join a relative link: they are sent to the true address.
    site.redirects |= {path.replace("//", "/"): path for path in site.pages if "//" in path}
    latest = [e for p in _COLUMNS.values() for e in _newest(site, p[0])]
    site.pages["/index.html"] = site.add(
        "/", "home.html", {"entries": latest, "name": "首页", "meta": "utf-8"}
    )


def _tree(site: Site) -> None:
    """The pages above the columns."""
    links = [
        ("政府信息公开工作年度报告", _REPORTS),
        ("往年年度报告", _OLD),
        ("文件法规", _COLUMNS["policy"][0]),
    ]
    for path, name in ((f"{_ROOT}151/", "政务公开"), (f"{_ROOT}152/", "新闻中心")):
        shown = links if name == "政务公开" else [(n, p) for p, n in list(_COLUMNS.values())[:2]]
        site.add(f"{path}index.html", "tree.html", {"name": name, "links": shown, "meta": "utf-8"})


def _newest(site: Site, path: str) -> Sequence[Entry]:
    found: Sequence[Entry] = site.pages[f"{path}index.html"].context["part"].entries
    return found[:5]


def _file(
    site: Site, folder: str, filed: list[Document], serial: Iterator[int], serving: dict[str, Any] = _UTF8
) -> list[Entry]:
    entries = []
    for document in filed:
        number = 59946 if document.report and document.report.sample == "published" else next(serial)
        path = f"{folder}{number}.html"
        context = {"name": document.title, "number": number, "meta": "gb2312" if serving else "utf-8"}
        site.add_document(path, document, "article.html", context, **serving)
        # The editor writes half of the links in full and half relative to the list.
        href = path if number % 2 else f"{number}.html"
        entries.append(Entry(document.title, href, str(document.posted_on or ""), document))
    return entries


def _column(
    site: Site, folder: str, name: str, entries: list[Entry], size: int, serving: dict[str, Any] = _UTF8
) -> None:
    for part in slices(entries, size):
        file = "index.html" if part.number == 1 else f"index_{part.number}.html"
        context = {"name": name, "part": part, "meta": "gb2312" if serving else "utf-8"}
        site.add(f"{folder}{file}", "list.html", context, **serving)


def _units(site: Site, serial: Iterator[int]) -> None:
    base = "/html/1//3/"
    links = []
    for number, organ in enumerate(site.place.units, start=201):
        folder = f"{base}{number}/"
        entries = _file(site, folder, site.in_column(f"unit:{organ.key}"), serial)
        if organ.key == "lyj":
            blocked = f"{folder}41020.html"
            site.add(blocked, "challenge.html", kind="hazard", status=412)
            site.hazard("challenge", blocked)
            title = f"{organ.name}2018年政府信息公开工作年度报告"
            entries.append(Entry(title, "41020.html", "2019-02-26"))
        _column(site, folder, f"{organ.short}信息公开", entries, 8)
        links.append((organ.short, folder))
    site.add(f"{base}index.html", "tree.html", {"name": "部门乡镇子网站", "links": links, "meta": "utf-8"})
