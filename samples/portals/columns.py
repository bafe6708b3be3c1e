"""weihui: lists named by a column code, articles under webinfo/, department columns, session ids in links."""

from collections.abc import Iterator
from itertools import count

from samples.markup import Markup
from samples.model import Document, Organ
from samples.site import Entry, Site, slices

VALIDATORS: frozenset[str] = frozenset()
MARKUP = Markup(
    para='<div class="p">　　{}</div>',
    heading='<div class="p"><b style="font-family:黑体">　　{}</b></div>',
    subheading='<div class="p"><span style="font-family:楷体">　　{}</span></div>',
    sign='<div class="p" style="text-align:right">{}　　</div>',
    note='<div class="tips" style="background:#fffbe6;border:1px solid #ffe58f;padding:6px">{}</div>',
    table='cellpadding="0" cellspacing="0" class="stat"',
    td='valign="middle"',
    cell='<p align="center">{}</p>',
    figure='<p align="center"><span lang="EN-US">{}</span></p>',
)
_BASE = "/portal/zfxxgk/zfxxgkml/"
_REPORTS = (f"{_BASE}gknb/", "A001003002009001", "信息公开年报")
_COLUMNS = {
    "news": ("/portal/xwdt/jrwh/", "A001002001", "今日动态"),
    "notice": ("/portal/xwdt/gsgg/", "A001002004", "公示公告"),
    "policy": (f"{_BASE}zcwj/", "A001003002003", "政策文件"),
}


def build(site: Site) -> None:
    """File the documents; every department and town has its own column code."""
    serial = count(1642753001)
    codes = {}
    folder, code, name = _REPORTS
    missing = Entry(
        f"{site.place.invented}2017年政府信息公开工作年度报告",
        f"{folder}webinfo/2018/03/1521511000.htm",
        "2018-03-20",
    )
    site.hazard("not_found", missing.href)
    _column(
        site, folder, code, name, [*_file(site, folder, site.in_column("annual"), serial, name), missing], 8
    )
    for key, (path, column, label) in _COLUMNS.items():
        _column(site, path, column, label, _file(site, path, site.in_column(key), serial, label), 15)
    for index, organ in enumerate(_organs(site), start=16):
        folder, code = f"{_BASE}bmxxgkml/{organ.key}/zfxxgknb/", f"A001003002{index:03d}002"
        entries = _file(site, folder, site.in_column(f"unit:{organ.key}"), serial, organ.short)
        # This server writes its session into the links of the department columns.
        shown = [Entry(e.title, f"{e.href};jsessionid=@@SESSION@@", e.day, e.document) for e in entries]
        _column(site, folder, code, f"{organ.short}年度报告", shown, 8)
        codes[organ] = f"{folder}{code}index_1.htm"
    site.shared["main"] = {
        label: f"{path}{column}index_1.htm" for path, column, label in (_REPORTS, *_COLUMNS.values())
    }
    site.add(f"{_BASE}index.htm", "tree.html", {"name": "政府信息公开目录", "units": codes})
    latest = list(site.pages[f"{_COLUMNS['news'][0]}A001002001index_1.htm"].context["part"].entries)
    home = site.add("/", "home.html", {"name": "首页", "entries": latest[:10]})
    site.pages["/portal/index.htm"] = home


def _organs(site: Site) -> list[Organ]:
    published = [d.organ for d in site.documents if d.report and d.report.sample == "published" and d.organ]
    return [*published, *site.place.units]


def _file(site: Site, folder: str, filed: list[Document], serial: Iterator[int], name: str) -> list[Entry]:
    entries = []
    for document in filed:
        day = document.posted_on
        assert day is not None, "every document of this portal is dated"
        path = f"{folder}webinfo/{day:%Y/%m}/{next(serial)}.htm"
        site.add_document(path, document, "article.html", {"name": name})
        entries.append(Entry(document.title, path, f"{day:%Y-%m-%d}", document))
    return entries


def _column(site: Site, folder: str, code: str, name: str, entries: list[Entry], size: int) -> None:
    for part in slices(entries, size):
        context = {"name": name, "part": part, "code": code}
        site.add(f"{folder}{code}index_{part.number}.htm", "list.html", context)
