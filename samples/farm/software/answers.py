"""Software that fills its lists from JSON: UCAP's search, gkmlpt of Guangdong, the gongkai channels of Shandong."""

from dataclasses import dataclass
from typing import Any

from samples.farm.columns import Column
from samples.farm.site import Answer, Query, Site
from samples.farm.software.base import Entry, Software
from samples.farm.words import hexadecimal


def _number(query: Query, name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isdigit() and int(value) else default


@dataclass(frozen=True)
class UcapSearch(Software):
    """`/common/search/<channel>?_isJson=true&…&page=k`; the column page holds the channel's id and an empty list."""

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        path = self.column(site, column)
        if column.annual:
            site.lists.append(path)
        channel = hexadecimal(f"{site.place.key}/{column.number}", 32)
        context = {"column": column, "software": self, "channel": channel, "per": 20, "total": len(entries)}
        site.add(path, "extra/ucap.html", context)
        site.endpoints[f"/common/search/{channel}"] = lambda query: self._results(site, entries, query)

    def _results(self, site: Site, entries: list[Entry], query: Query) -> Answer:
        size, number = _number(query, "_pageSize", 20), _number(query, "page", 1)
        part = entries[(number - 1) * size : number * size]
        rows = [
            {"title": e.attribute or e.title, "url": e.href, "publishedTimeStr": f"{e.day} 10:00:00"}
            for e in part
        ]
        return site.json({"data": {"total": len(entries), "page": number, "rows": size, "results": rows}})


@dataclass(frozen=True)
class Gkmlpt(Software):
    """The disclosure platform of Guangdong: one page with a tree of categories, and a list for each as JSON."""

    def build(self, site: Site, root: Column) -> None:
        disclosure = next(c for c in root.walk() if any(x.annual for x in c.children) and c.parent)
        sid = str(int(hexadecimal(site.place.key, 5), 16))
        inside = [c for c in disclosure.walk() if c is not disclosure]
        site.shared["platform"] = {id(c) for c in inside} | {id(disclosure)}
        site.shared["sid"] = sid
        context = {"column": disclosure, "software": self, "sid": sid, "tree": self._tree(disclosure)}
        site.add("/gkmlpt/index", "extra/gkmlpt.html", context)
        site.lists.append("/gkmlpt/index")
        Software.build(self, site, root)

    def column(self, site: Site, column: Column, page: int = 1, pages: int = 1) -> str:
        if id(column) in site.shared["platform"]:
            return "/gkmlpt/index"
        return Software.column(self, site, column, page, pages)

    def address(self, site: Site, column: Column, document: Any) -> str:
        path = Software.address(self, site, column, document)
        if id(column) in site.shared["platform"]:
            number = path.rpartition("_")[2].partition(".")[0]
            return f"/gkmlpt/content/{number[:1]}/{number[:4]}/post_{number}.html"
        return path

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        if id(column) not in site.shared["platform"]:
            Software.put_list(self, site, column, entries)
            return
        site.endpoints[f"/gkmlpt/api/all/{column.number}"] = lambda query: self._articles(
            site, entries, query
        )

    def _articles(self, site: Site, entries: list[Entry], query: Query) -> Answer:
        if query.get("sid") != site.shared["sid"]:
            return site.json({"total": 0, "articles": []})
        number = _number(query, "page", 1)
        rows = [
            {
                "title": e.attribute or e.title,
                "url": e.href,
                "post_url": e.href,
                "publisher": e.organ,
                "date": e.day,
            }
            for e in entries[(number - 1) * 20 : number * 20]
        ]
        return site.json({"total": len(entries), "articles": rows})

    def _tree(self, column: Column) -> list[dict[str, Any]]:
        return [
            {
                "id": c.number,
                "name": c.name,
                "post_count": len(c.documents),
                "jump_url": "",
                "children": self._tree(c),
            }
            for c in column.children
        ]


@dataclass(frozen=True)
class Gongkai(Software):
    """Channels filled by a Vue page; their real endpoint is not known, this one is the samples' own (README)."""

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        path = self.column(site, column)
        if column.annual:
            site.lists.append(path)
        size = site.look.size
        channel, data = hexadecimal(f"{site.place.key}/{column.number}", 24), "/gongkai/interface/list"
        shown = entries[:size] if self.options["inline"] else []
        context = {"column": column, "software": self, "entries": shown, "total": len(entries), "per": size}
        site.add(path, "extra/gongkai.html", {**context, "channel": channel, "data": data})
        site.shared.setdefault("channels", {})[channel] = entries
        site.endpoints[data] = lambda query: self._rows(site, query)

    def _rows(self, site: Site, query: Query) -> Answer:
        entries = site.shared["channels"].get(query.get("channelId", ""), [])
        size, number = _number(query, "pageSize", 15), _number(query, "pageNo", 1)
        part = entries[(number - 1) * size : number * size]
        rows = [{"title": e.attribute or e.title, "url": e.href, "publishTime": e.day} for e in part]
        pages = -(-len(entries) // size)
        return site.json(
            {"code": 200, "data": {"total": len(entries), "pages": pages, "pageNo": number, "rows": rows}}
        )


_DOC = "/gongkai/channel_{cid}/doc_{doc}.html"
_CHANNEL = "/gongkai/channel_{cid}/"
_UCAP = ("<ucapcontent>", "</ucapcontent>")

ANSWERS: tuple[Software, ...] = (
    UcapSearch(
        "ucap-json",
        "/{pre}/c{col}/{ym}/{hex}.shtml",
        "/{pre}/c{col}/common_list.shtml",
        "",
        "family",
        container=_UCAP,
    ),
    Gkmlpt(
        "gkmlpt", "{folder}content/post_{id}.html", "{folder}index.html", "{folder}index_{k}.html", "family"
    ),
    Gongkai("gongkai", _DOC, _CHANNEL, "", "family", options={"inline": True}),
    Gongkai("gongkai-empty", _DOC, _CHANNEL, "", "family", options={"inline": False}),
)
