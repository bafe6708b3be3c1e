"""huachuan: c-columns, 1-based list names, a jump column, tables pasted from Word in <UCAPCONTENT>."""

from collections.abc import Iterator
from itertools import count

from samples.markup import Markup
from samples.model import Document
from samples.site import Entry, Site, slices

VALIDATORS = frozenset({"etag"})
_WORD = (
    '<p class=MsoNormal align=center style="text-align:center">'
    '<span{lang} style="font-size:10.5pt;font-family:宋体">'
    "{{}}<o:p></o:p></span></p>"
)
_TEXT = (
    '<p class=MsoNormal{lead}><span style="font-size:16.0pt;font-family:{font}">{{}}<o:p></o:p></span></p>'
)
MARKUP = Markup(
    para=_TEXT.format(lead=' style="text-indent:32.0pt;line-height:28.0pt"', font="仿宋_GB2312"),
    heading=_TEXT.format(lead=' style="text-indent:32.0pt"', font="黑体"),
    subheading=_TEXT.format(lead=' style="text-indent:32.0pt"', font="楷体_GB2312"),
    sign=_TEXT.format(lead=' align=right style="text-align:right"', font="仿宋_GB2312"),
    note='<p class=MsoNormal><span style="font-size:9.0pt;color:gray">{}</span></p>',
    table='class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style="border-collapse:collapse"',
    td='style="border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt"',
    cell=_WORD.format(lang=""),
    figure=_WORD.format(lang=" lang=EN-US"),
    blank="&nbsp;",
    broken_labels=True,
)
_COLUMNS = {
    "annual": ("c100026", "c100013", "政府信息公开年报"),
    "news": ("c100041", "c100041", "县域要闻"),
    "notice": ("c100042", "c100042", "通知公告"),
    "policy": ("c100027", "c100014", "政策公开"),
}


def build(site: Site) -> None:
    """File the documents under c-columns; lists and articles of a column have different numbers."""
    serial = count(228673)
    site.add("/", "jump.html", {"target": "/hcx/index.shtml", "meta": True})
    site.shared["menu"] = {name: f"/hcx/{code}/zfxxgk_list.shtml" for code, _, name in _COLUMNS.values()}
    for key, (listing, articles, name) in _COLUMNS.items():
        entries = _file(site, articles, site.in_column(key), serial, name)
        if key == "annual":
            entries.extend(_hazards(site))
        _list(site, listing, name, entries, 8 if key == "annual" else 15)
    units = {}
    for number, organ in enumerate(site.place.units, start=100101):
        entries = _file(site, f"c{number}", site.in_column(f"unit:{organ.key}"), serial, organ.short)
        _list(site, f"c{number}", f"{organ.short}公开年报", entries, 8)
        units[organ.short] = f"../c{number}/zfxxgk_list.shtml"
    site.add("/hcx/c100030/gkmulu.shtml", "mulu.html", {"name": "部门乡镇公开目录", "units": units})
    site.add(
        "/hcx/c100025/redirect_firstChannel.shtml",
        "jump.html",
        {"target": "/hcx/c100026/zfxxgk_list.shtml", "meta": False},
    )
    latest = site.pages["/hcx/c100041/zfxxgk_list.shtml"].context["part"].entries[:9]
    site.add("/hcx/index.shtml", "home.html", {"name": "首页", "entries": latest})


def _hazards(site: Site) -> list[Entry]:
    gone, missing = "/hcx/c100013/201903/c04_101187.shtml", "/hcx/c100013/201803/c04_090021.shtml"
    site.add(gone, "gone.html", {"name": "提示"}, kind="hazard")
    site.hazard("soft_404", gone)
    site.hazard("not_found", missing)
    title = "{}人民政府{}年政府信息公开工作年度报告"
    county = site.place.invented
    return [
        Entry(title.format(county, 2018), gone, "2019-03-15"),
        Entry(title.format(county, 2017), missing, "2018-03-22"),
    ]


def _file(site: Site, column: str, filed: list[Document], serial: Iterator[int], name: str) -> list[Entry]:
    entries = []
    for document in filed:
        day = document.posted_on
        assert day is not None, "every document of this portal is dated"
        number = 228672 if document.report and document.report.sample == "published" else next(serial)
        path = f"/hcx/{column}/{day:%Y%m}/c04_{number}.shtml"
        site.add_document(path, document, "article.html", {"name": name, "number": number})
        # Half of the lists' links are written in full, with the host.
        href = path if number % 2 else f"//{site.place.host}@@PORT@@{path}"
        entries.append(Entry(document.title, href, f"{day:%Y-%m-%d}", document))
    return entries


def _list(site: Site, column: str, name: str, entries: list[Entry], size: int) -> None:
    for part in slices(entries, size):
        suffix = "" if part.number == 1 else f"_{part.number}"
        site.add(f"/hcx/{column}/zfxxgk_list{suffix}.shtml", "list.html", {"name": name, "part": part})
