"""大汉 Hanweb: lists in a <recordset>, lists from dataproxy.jsp, JPAAS units, and the annual-report page of an organ and year."""

import json
from dataclasses import dataclass, replace

from samples.farm.columns import Column
from samples.farm.site import Answer, Query, Site
from samples.farm.software.base import Entry, Software
from samples.farm.words import hexadecimal

_PROXY = "/module/web/jpage/dataproxy.jsp"
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_REPORT = "/module/xxgk/xxgkAnnualReport.jsp"


def _ids(site: Site, column: Column) -> dict[str, str]:
    """The numbers that a column page prints for its own script."""
    return {
        "col": "1",
        "appid": "1",
        "webid": str(1000 + int(hexadecimal(site.place.key, 3), 16)),
        "path": "/",
        "columnid": str(column.number),
        "sourceContentType": "1",
        "unitid": str(column.number * 3 + 11),
        "webname": site.place.name,
        "permissiontype": "0",
    }


@dataclass(frozen=True)
class Records(Software):
    """Rows as CDATA: the first three pages in the column page (`inline`), all from the proxy by GET or POST."""

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        path, ids = self.column(site, column), _ids(site, column)
        per = site.look.size
        if column.annual:
            site.lists.append(path)
        shown = entries[: per * 3] if self.options["inline"] else []
        context = {"column": column, "software": self, "entries": shown, "ids": ids, "per": per}
        site.add(path, "extra/recordset.html", {**context, "total": len(entries), "proxy": _PROXY})
        rows = site.shared.setdefault("records", {})
        rows[ids["columnid"], ids["unitid"]] = entries
        site.endpoints[_PROXY] = lambda query: self._records(site, query)

    def _records(self, site: Site, query: Query) -> Answer:
        entries = site.shared["records"].get((query.get("columnid"), query.get("unitid")), [])
        if self.options.get("post") and query.get("method") != "POST":
            entries = []
        try:
            start, end = int(query.get("startrecord", "1")), int(query.get("endrecord", "45"))
            per = int(query.get("perpage", "15"))
        except ValueError:
            start, end, per = 1, 0, 15
        # However many are asked for, the proxy gives three pages at most.
        part = entries[max(start, 1) - 1 : min(end, start + per * 3 - 1)]
        return site.xml(site.render("extra/datastore.xml", _PROXY, entries=part, total=len(entries), per=per))


@dataclass(frozen=True)
class Jpaas(Software):
    """Rows as HTML inside JSON, from a publishing gateway whose ids the column page prints."""

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        path = self.column(site, column)
        if column.annual:
            site.lists.append(path)
        page = hexadecimal(f"{site.place.key}/{column.number}", 32)
        ids = {"parseType": "bulidstatic", "webId": hexadecimal(site.place.key, 32), "editType": "null"}
        ids |= {"tplSetId": hexadecimal(f"{site.place.key}/tpl", 32), "pageType": "column"}
        ids |= {"tagId": "信息列表", "pageId": page}
        context = {"column": column, "software": self, "ids": ids, "unit": _UNIT, "per": site.look.size}
        site.add(path, "extra/jpaas.html", context)
        site.shared.setdefault("units", {})[page] = entries
        site.endpoints[_UNIT] = lambda query: self._unit(site, query)

    def _unit(self, site: Site, query: Query) -> Answer:
        entries = site.shared["units"].get(query.get("pageId", ""))
        if entries is None:
            return site.json({"success": False, "code": "500", "data": None})
        try:
            wanted = json.loads(query.get("paramJson") or "{}")
            number, size = int(wanted.get("pageNo", 1)), int(wanted.get("pageSize", site.look.size))
        except (ValueError, AttributeError):
            number, size = 1, site.look.size
        part = entries[(number - 1) * size : number * size]
        html = site.render(
            "extra/rows.html", _UNIT, entries=part, total=len(entries), number=number, per=size
        )
        return site.json({"success": True, "code": "200", "data": {"html": html}})


@dataclass(frozen=True)
class AnnualPage(Software):
    """Each report at one address keyed by year and organ; an organ's page without a year lists its years."""

    def entries(self, site: Site, column: Column) -> list[Entry]:
        others = [d for d in column.documents if not (column.annual and d.report)]
        at = self.column(site, column)
        found = [self._entry(site, column, document, at) for document in others]
        for document in column.documents:
            if document in others or not document.report or not document.organ:
                continue
            area = f"{site.place.code}{int(hexadecimal(document.organ.key, 6), 16) % 10**9:09}"
            path = f"{_REPORT}?area={area}&fbtime={document.report.year}"
            shown = f"{_REPORT}?fbtime={document.report.year}&area={area}"
            site.add_document(path, document, "article.html", {"column": column, "software": self, "wap": ""})
            found.append(replace(self.line(site, document, site.href(shown, at)), path=shown))
        return found


_CONTAINER = ('<div class="bt_content" id="zoom">', "</div>")
_ART, _COL = "/art/{y}/{m}/{d}/art_{col}_{id}.html", "/col/col{col}/index.html"

HANWEB: tuple[Software, ...] = (
    Records(
        "hanweb-recordset",
        _ART,
        _COL,
        _COL,
        "family",
        container=_CONTAINER,
        options={"inline": True, "tag": "xml"},
    ),
    Records("hanweb-proxy-get", _ART, _COL, _COL, "family", container=_CONTAINER, options={"inline": False}),
    Records(
        "hanweb-proxy-post",
        _ART,
        _COL,
        _COL,
        "family",
        container=_CONTAINER,
        options={"inline": False, "post": True},
    ),
    Jpaas(
        "hanweb-jpaas",
        "{folder}art/{y}/art_{hex}.html",
        "{folder}index.html",
        "",
        "family",
        container=_CONTAINER,
    ),
    AnnualPage(
        "hanweb-annual",
        _ART,
        _COL,
        "/col/col{col}/index_{k}.html",
        structures=("organs",),
        pagers=("next", "links"),
        container=_CONTAINER,
    ),
)
