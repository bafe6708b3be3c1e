"""Systems that somebody wrote for one county: no family knows them, and their lists stand in HTML."""

from dataclasses import dataclass, replace
from typing import Any

from samples.farm.columns import Column
from samples.farm.site import Site
from samples.farm.software.base import Entry, Software
from samples.model import Document, Organ

_GBK = ("gbk", "gbk", "gbk-header", "wrong-header", "plain")


@dataclass(frozen=True)
class YearBook(Software):
    """All reports of a column on one page: under the heading of each year, or as a table of organs and years.

    What is linked is the organ's name or 查看; only the report's own page prints its title."""

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        reports = [d for d in column.documents if d.report and d.organ]
        if not column.annual or not reports:
            Software.put_list(self, site, column, entries)
            return
        path = self.column(site, column)
        site.lists.append(path)
        others = [e for e, d in zip(entries, column.documents, strict=True) if not d.report]
        context = {
            "column": column,
            "software": self,
            "entries": others,
            "matrix": self.options.get("matrix"),
        }
        filed = zip(entries, column.documents, strict=True)
        lines = {d.key: replace(e, title=self._name(d.organ)) for e, d in filed if d.report and d.organ}
        site.add(path, "extra/yearbook.html", {**context, **self._table(reports, lines)})

    def _table(self, reports: list[Document], lines: dict[str, Entry]) -> dict[str, Any]:
        filed = [(d.report.year, d.organ, lines[d.key]) for d in reports if d.report and d.organ]
        return {
            "years": sorted({year for year, _, _ in filed}, reverse=True),
            "organs": list(dict.fromkeys(organ for _, organ, _ in filed)),
            "cells": {(year, organ.key): line for year, organ, line in filed},
        }

    def _name(self, organ: Organ) -> str:
        return "查看" if self.options.get("matrix") else organ.short


HOME_MADE: tuple[Software, ...] = (
    Software("php", "/news.php?id={id}", "/list.php?cat={col}", "/list.php?cat={col}&page={k}", home_made=True, encodings=_GBK),
    Software("asp", "/{slug}/show.asp?id={id}", "/{slug}/list.asp?speid={col}", "/{slug}/list.asp?page={k}&speid={col}", home_made=True, encodings=_GBK, pagers=("bracket", "select")),
    Software("path-info", "/portal/article/view/{id}", "/portal/article/col/{col}", "/portal/article/col/{col}/p/{k}", home_made=True),
    Software("jspx", "{folder}{ymd}/{id}.jhtml", "{folder}index.jhtml", "{folder}index_{k}.jhtml", home_made=True, session=True),
    Software("pinyin", "/htmls/{cid}_{slug}/{y}-{m}/{id}.html", "/htmls/{cid}_{slug}/list-1.html", "/htmls/{cid}_{slug}/list-{k}.html", home_made=True),
    Software("cms-date", "/cms/html/{pre}/{date}/{id}.html", "/cms/{pre}/node/{col}.html", "/cms/{pre}/node/{col}_p{k}.html", home_made=True, encodings=_GBK),
    Software("thtml", "/article.thtml?id={id}", "/{slug}.thtml?id={col}", "/{slug}.thtml?id={col}&pn={k}", home_made=True),
    Software("do", "/web/showDoc.do?docId={doc}&lm={col}", "/web/showList.do?lm={col}", "/web/showList.do?lm={col}&pageNo={k}", home_made=True, session=True),
    YearBook("yearbook", "/gk/{hex}.html", "/gk/c{col}.html", "/gk/c{col}_{k}.html", home_made=True, structures=("single", "organs")),
    YearBook("matrix", "/nianbao/{ts}.html", "/lanmu/{slug}_{col}.html", "/lanmu/{slug}_{col}_{k}.html", home_made=True, structures=("single", "groups"), options={"matrix": True}),
)  # fmt: skip
