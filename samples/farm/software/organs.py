"""Software whose reports hang on the organ or the year: Lonsun, the Openness MVC, Epoint's shells."""

from dataclasses import dataclass
from urllib.parse import urlencode

from samples.farm.columns import Column
from samples.farm.site import Answer, Query, Site
from samples.farm.software.base import Entry, Software
from samples.farm.words import hexadecimal

_LABEL = "/site/label/8888"


@dataclass(frozen=True)
class Lonsun(Software):
    """`/public/column/<organ>?type=3` for an organ's reports; the rows come as a fragment from a label."""

    def _organ(self, site: Site, column: Column) -> str:
        return str(6600000 + int(hexadecimal(f"{site.place.key}/{column.number}", 4), 16))

    def column(self, site: Site, column: Column, page: int = 1, pages: int = 1) -> str:
        if column.annual and column.kind == "list":
            return f"/public/column/{self._organ(site, column)}?action=list&type=3"
        return Software.column(self, site, column, page, pages)

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        if not column.annual:
            Software.put_list(self, site, column, entries)
            return
        path, organ = self.column(site, column), self._organ(site, column)
        site.lists.append(path)
        asked = {"labelName": "publicInfoList", "siteId": str(int(hexadecimal(site.place.key, 5), 16))}
        asked |= {"organId": organ, "type": "3", "catId": "", "pageSize": "15", "pageIndex": "1"}
        asked |= {"action": "list", "file": "/xxgk/publicInfoList_newest"}
        context = {"column": column, "software": self, "asked": asked, "url": f"{_LABEL}?{urlencode(asked)}"}
        site.add(path, "extra/lonsun.html", {**context, "label": _LABEL, "literal": self.options["literal"]})
        site.shared.setdefault("labels", {})[organ] = entries
        site.endpoints[_LABEL] = lambda query: self._fragment(site, query)

    def _fragment(self, site: Site, query: Query) -> Answer:
        entries = site.shared["labels"].get(query.get("organId", ""), [])
        index, size = query.get("pageIndex", "1"), query.get("pageSize", "15")
        number, per = int(index) if index.isdigit() else 1, int(size) if size.isdigit() else 15
        part = entries[(number - 1) * per : number * per]
        site.rendered += 1
        return site.html(
            site.render("extra/rows.html", _LABEL, entries=part, total=len(entries), number=number, per=per)
        )


@dataclass(frozen=True)
class Openness(Software):
    """A model of its own for annual reports: lists by year, `show/<id>.html`."""

    def column(self, site: Site, column: Column, page: int = 1, pages: int = 1) -> str:
        if not column.annual:
            return Software.column(self, site, column, page, pages)
        model = self.options["model"]
        suffix = "" if page == 1 else f"/page_{page}"
        year = "".join(c for c in column.name if c.isdigit())
        return (
            f"/{model}/year/{site.shared['organs']}/{year}{suffix}.html"
            if year
            else f"/{model}/index{suffix}.html"
        )

    def address(self, site: Site, column: Column, document: object) -> str:
        path = Software.address(self, site, column, document)  # type: ignore[arg-type]
        if column.annual and getattr(document, "report", None):
            return f"/{self.options['model']}/show/{path.rpartition('/')[2]}"
        return path


@dataclass(frozen=True)
class Epoint(Software):
    """A shell whose address names the list that it shows in a frame; the list itself is plain."""

    def column(self, site: Site, column: Column, page: int = 1, pages: int = 1) -> str:
        inner = Software.column(self, site, column, page, pages)
        if page > 1 or not column.annual or column.kind != "list":
            return inner
        return f"/govxxgk/{column.number}/openSubPage.html?righttitle={column.name}&specialurl={inner}"

    def list_address(self, site: Site, column: Column, page: int, pages: int) -> str:
        return Software.column(self, site, column, page, pages)

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        if column.annual:
            shell = self.column(site, column).partition("?")[0]
            site.add(shell, "extra/epoint.html", {"column": column, "software": self})
        Software.put_list(self, site, column, entries)


_LONSUN = ('<div class="j-fontContent">', "</div>")
_PUBLIC = ("/public/{col}/{id}.html", "/content/column/{col}", "/content/column/{col}?pageIndex={k}")

ORGANS: tuple[Software, ...] = (
    Lonsun(
        "lonsun", *_PUBLIC, "family", structures=("organs",), container=_LONSUN, options={"literal": True}
    ),
    Lonsun(
        "lonsun-object",
        *_PUBLIC,
        "family",
        structures=("organs", "groups"),
        container=_LONSUN,
        options={"literal": False},
    ),
    Openness(
        "openness",
        "/OpennessContent/show/{id}.html",
        "/OpennessContent/showList/6/{col}/page_1.html",
        "/OpennessContent/showList/6/{col}/page_{k}.html",
        structures=("years",),
        options={"model": "openness/OpennessAnnualReport"},
    ),
    Openness(
        "xxgknb",
        "/XxgkContent/show/{id}.html",
        "/XxgkContent/showList/1/{col}/page_1.html",
        "/XxgkContent/showList/1/{col}/page_{k}.html",
        structures=("single", "years"),
        options={"model": "Xxgknb"},
    ),
    Epoint(
        "epoint",
        "/govxxgk/{slug}{col}/{date}/{uuid}.html",
        "/govxxgk/{col}/govlist.html",
        "/govxxgk/{col}/{k}.html",
        "family",
        structures=("single", "groups", "organs"),
    ),
)
