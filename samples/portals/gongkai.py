"""pingyin: /gongkai/ channels and docs with hexadecimal ids; the first page of a list stands in the HTML,
later pages come from the JSON endpoint that the page prints."""

import hashlib
import random
from typing import Any

from samples.markup import Markup
from samples.model import Document
from samples.site import Entry, Site, Slice, slices

VALIDATORS: frozenset[str] = frozenset()
MARKUP = Markup(
    para='<p style="text-indent: 2em;"><span style="font-size: 18px; font-family: 仿宋;">{}</span></p>',
    heading='<p style="text-indent: 2em;"><span style="font-size: 18px; font-family: 黑体;">{}</span></p>',
    subheading='<p style="text-indent: 2em;"><span style="font-size: 18px; font-family: 楷体;">{}</span></p>',
    sign='<p style="text-align: right;"><span style="font-size: 18px;">{}</span></p>',
    note='<section style="color:#909399;font-size:13px">{}</section>',
    table='class="el-table" width="100%" data-sort="sortDisabled"',
    td='style="border: 1px solid windowtext; word-break: break-all;" align="center"',
    cell='<p style="text-align: center;"><span style="font-size: 14px; font-family: 宋体;">{}</span></p>',
    figure="<span style=\"font-size: 14px; font-family: 'Times New Roman';\">{}</span>",
    blank="<br/>",
)
_API = "/gongkai/api/docs"
_JSON = "application/json; charset=utf-8"
_NAMES = {"annual": "年度报告", "news": "玫乡要闻", "notice": "公示公告", "policy": "政策文件"}
_OFFICE = "/gongkai/site_pingyinxianxzfbgsb/"


def build(site: Site) -> None:
    """File the documents, put the channels with their JSON, and the office's own site beside the county's."""
    site.shared |= {"menu": {}, "api": _API}
    beyond = _answer(Slice(0, 0, [], 0))
    site.add(_API, "json", beyond, kind="json", content_type=_JSON)
    for key, name in _NAMES.items():
        base = f"/gongkai/channel_{_id(site, key, 1672000000)}/"
        site.shared["menu"][name] = base
        own = [d for d in site.in_column(key) if not _published(d)]
        entries = [_file(site, base, document, name) for document in own]
        if key == "annual":
            missing = f"{base}doc_{_id(site, 'missing', 1521500000)}.html"
            site.hazard("not_found", missing)
            entries.append(
                Entry(f"{site.place.invented}2017年政府信息公开工作年度报告", missing, "2018-03-20")
            )
        _channel(site, base, name, entries, 8 if key == "annual" else 15)
    units = {site.place.county + "人民政府办公室": _office(site)}
    for organ in site.place.units:
        base = f"/gongkai/site_{organ.key}/channel_{_id(site, organ.key, 1650000000)}/"
        filed = [_file(site, base, d, organ.short) for d in site.in_column(f"unit:{organ.key}")]
        _channel(site, base, f"{organ.short}公开年报", filed, 8)
        units[organ.name] = base
    site.add("/gongkai/", "gongkai.html", {"name": "政务公开", "units": units})
    latest = site.pages[site.shared["menu"]["玫乡要闻"]].context["part"].entries[:10]
    site.add("/", "home.html", {"name": "首页", "entries": latest})


def _published(document: Document) -> bool:
    return document.report is not None and document.report.sample == "published"


def _id(site: Site, seed: str, epoch: int) -> str:
    """24 hexadecimal digits; as in the real ids the first eight are a time of creation."""
    digest = hashlib.md5(f"{site.place.key}/{seed}".encode(), usedforsecurity=False).hexdigest()
    return f"{epoch:08x}{digest[:16]}"


def _office(site: Site) -> str:
    """The office's own site: the published report, and a county report that was published a second time."""
    base = f"{_OFFICE}channel_63b931497ac9facd5471ed1c/"
    name = "县政府办公室年报"
    published = next(d for d in site.documents if _published(d))
    again = next(d for d in site.documents if d.key == f"{site.place.key}/zfb/2022")
    path = f"{base}doc_63b02c79a117fcaf81c92156.html"
    site.add_document(path, published, "article.html", {"name": name})
    entries = [
        Entry(published.title, path, str(published.posted_on), published),
        _file(site, base, again, name),
    ]
    _channel(site, base, name, entries, 8)
    return base


def _file(site: Site, base: str, document: Document, name: str) -> Entry:
    rng = random.Random(document.key)
    path = f"{base}doc_{_id(site, document.key, 1640000000 + rng.randint(0, 9000000))}.html"
    site.add_document(path, document, "article.html", {"name": name})
    return Entry(document.title, path, str(document.posted_on), document)


def _channel(site: Site, base: str, name: str, entries: list[Entry], size: int) -> None:
    channel = base.rstrip("/").rpartition("channel_")[2]
    for part in slices(entries, size):
        query = f"channelId={channel}&pageNo={part.number}&pageSize={size}"
        site.add(f"{_API}?{query}", "json", _answer(part), kind="json", content_type=_JSON)
        if part.number == 1:
            site.add(base, "channel.html", {"name": name, "part": part, "channel": channel, "size": size})
            site.redirects[base.rstrip("/")] = base


def _answer(part: Slice) -> dict[str, Any]:
    rows = [{"title": e.title, "url": e.href, "publishTime": f"{e.day} 09:00:00"} for e in part.entries]
    return {
        "code": 200,
        "message": "success",
        "data": {"total": part.total, "pages": part.of, "pageNo": part.number, "rows": rows},
    }
