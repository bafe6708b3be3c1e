"""xinxian: directories with index.html, t-date articles, and a pager that stands in a script only."""

from itertools import count

from samples.markup import Markup
from samples.model import Document, Organ
from samples.site import Entry, Site, slices

VALIDATORS = frozenset({"etag", "modified"})
MARKUP = Markup(
    para='<p style="text-align:justify;text-indent:2em;line-height:2;margin-bottom:10px;">{}</p>',
    heading='<p style="text-indent:2em;line-height:2;"><strong>{}</strong></p>',
    subheading='<p style="text-indent:2em;line-height:2;font-family:楷体;">{}</p>',
    sign='<p style="text-align:right;line-height:2;">{}</p>',
    note='<p style="color:#888;font-size:12px;">{}</p>',
    table='class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse;width:100%;"',
    td='style="padding:4px;border:1px solid #000;text-align:center;vertical-align:middle;"',
    cell='<span style="font-family:仿宋_GB2312;font-size:14px;">{}</span>',
    figure='<span style="font-family:Calibri;font-size:14px;">{}</span>',
    blank="&nbsp;",
)
_REPORTS = "/zfxxgk/zfxxgknb/"
_COLUMNS = {
    "news": ("/xwzx/xxyw/", "新县要闻"),
    "notice": ("/xwzx/tzgg/", "通知公告"),
    "policy": ("/zfxxgk/fdzdgknr/zcwj/", "政策文件"),
}
_WORDS = {
    "/zfxxgk/zfxxgkzn/": ("政府信息公开指南", "本指南说明可以查到哪些政府信息、到哪里查、怎样申请。"),
    "/zfxxgk/zfxxgkzd/": ("政府信息公开制度", "本栏目收录公开工作的各项制度：审查、登记、考核、更新。"),
}


def build(site: Site) -> None:
    """File every document and put the lists, the tabs and the directory of organs."""
    serial = count(1547521)
    crumbs = [("/", "首页"), ("/zfxxgk/", "政府信息公开"), (_REPORTS, "政府信息公开年报")]
    entries = _articles(site, _REPORTS, site.in_column("annual"), crumbs, serial)
    _list(site, _REPORTS, crumbs, [*entries, *_hazards(site)], 8)
    for organ in site.place.units:
        _unit(site, organ, serial)
    for column, (path, name) in _COLUMNS.items():
        trail = [("/", "首页"), (path, name)]
        _list(site, path, trail, _articles(site, path, site.in_column(column), trail, serial), 15)
    for path, (name, words) in _WORDS.items():
        _add(
            site,
            path,
            "words.html",
            crumbs=[("/", "首页"), ("/zfxxgk/", "政府信息公开")],
            name=name,
            words=words,
        )
    _add(
        site,
        "/zwgk/",
        "words.html",
        crumbs=[("/", "首页")],
        name="政务公开",
        words="政务公开各专栏由此进入。",
    )
    _add(site, "/zfxxgk/", "tabs.html", crumbs=crumbs[:2])
    _add(site, "/zfxxgk/fdzdgknr/", "tabs.html", crumbs=crumbs[:2])
    _add(site, "/zfxxgk/bmxxgk/", "organs.html", crumbs=crumbs[:2], organs=site.place.units)
    latest = _entries("/", [d for d in site.documents if d.column == "news"][:8], site)
    _add(site, "/", "home.html", crumbs=[], entries=latest)


def _add(site: Site, path: str, template: str, **context: object) -> None:
    """A directory answers with and without index.html; without the slash it redirects."""
    page = site.add(path, template, context)
    site.pages[f"{path}index.html"] = page
    if path != "/":
        site.redirects[path.rstrip("/")] = path


def _articles(
    site: Site, folder: str, filed: list[Document], crumbs: list[tuple[str, str]], serial: "count[int]"
) -> list[Entry]:
    for document in filed:
        day = document.posted_on
        assert day is not None, "every document of this portal is dated"
        number = 1547520 if document.report and document.report.sample == "published" else next(serial)
        moved = document.report.quirks.get("moved") if document.report else None
        # A report that was moved to a new server carries the date of the move in its address.
        stamp = str(moved) if moved else f"{day:%Y%m%d}"
        path = f"{folder}{stamp[:6]}/t{stamp}_{number}.html"
        wap = path.replace(".html", "_wap.html") if number == 1547520 else ""
        context = {"crumbs": crumbs, "wap": wap, "number": number}
        site.add_document(path, document, "article.html", context)
        if wap:
            site.add(wap, "wap.html", {**context, "doc": document}, kind="duplicate")
    return _entries(folder, filed, site)


def _entries(folder: str, filed: list[Document], site: Site) -> list[Entry]:
    found = []
    for document in filed:
        path = site.addresses[document.key][0]
        href = f"./{path.removeprefix(folder)}" if folder != "/" else path
        found.append(Entry(document.title, href, str(document.posted_on), document))
    return found


def _hazards(site: Site) -> list[Entry]:
    gone, missing = f"{_REPORTS}201903/t20190318_1102007.html", f"{_REPORTS}201803/t20180320_1002001.html"
    site.add(gone, "gone.html", {"crumbs": []}, kind="hazard")
    site.hazard("soft_404", gone)
    site.hazard("not_found", missing)
    title = "{}{}年政府信息公开工作年度报告"
    return [
        Entry(title.format(site.place.invented, 2018), f".{gone.removeprefix(_REPORTS[:-1])}", "2019-03-18"),
        Entry(
            title.format(site.place.invented, 2017), f".{missing.removeprefix(_REPORTS[:-1])}", "2018-03-20"
        ),
    ]


def _list(site: Site, path: str, crumbs: list[tuple[str, str]], entries: list[Entry], size: int) -> None:
    for part in slices(entries, size):
        context = {"crumbs": crumbs, "part": part, "name": crumbs[-1][1]}
        if part.number == 1:
            _add(site, path, "list.html", **context)
        else:
            site.add(f"{path}index_{part.number - 1}.html", "list.html", context)


def _unit(site: Site, organ: Organ, serial: "count[int]") -> None:
    base = f"/zfxxgk/bmxxgk/{organ.key}/"
    crumbs = [("/", "首页"), ("/zfxxgk/bmxxgk/", "部门和乡镇信息公开"), (base, organ.short)]
    trail = [*crumbs, (f"{base}gknb/", "公开年报")]
    _add(site, base, "unit.html", crumbs=crumbs, organ=organ, base=base)
    filed = site.in_column(f"unit:{organ.key}")
    _list(site, f"{base}gknb/", trail, _articles(site, f"{base}gknb/", filed, trail, serial), 8)
