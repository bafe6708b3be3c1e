"""What all portal software does alike: give columns and documents addresses, and cut lists into pages."""

import random
from dataclasses import dataclass, field, replace
from typing import Any

from samples.farm.columns import Column, Structure
from samples.farm.look import PAGERS
from samples.farm.site import Site
from samples.farm.words import hexadecimal, identifier
from samples.model import Document

ALL: tuple[Structure, ...] = ("single", "years", "groups", "organs")


@dataclass(frozen=True)
class Entry:
    """A line in a list, as the list prints it."""

    title: str
    href: str
    day: str
    attribute: str = ""
    organ: str = ""
    path: str = ""
    """Where it leads, for pages of a list that stand in another directory than the first."""


@dataclass(frozen=True)
class Software:
    """A kind of portal software by its addresses; `{…}` as `_fields` and `_article_fields` name them.

    `lists`: "html" where a reader of links finds every list and all its pages, "family" where something must be known.
    """

    name: str
    article: str
    first: str
    more: str
    lists: str = "html"
    home_made: bool = False
    pagers: tuple[str, ...] = PAGERS
    encodings: tuple[str, ...] = ()
    structures: tuple[Structure, ...] = ALL
    container: tuple[str, str] = ('<div id="zoom">', "</div>")
    wap: bool = False
    session: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    def build(self, site: Site, root: Column) -> None:
        """Give every column and document its address."""
        for column in dict.fromkeys(root.walk()):
            if column.parent is None:
                continue
            if column.kind == "list":
                self.put_list(site, column, self.entries(site, column))
            else:
                template = f"{column.kind}.html"
                site.add(self.column(site, column), template, {"column": column, "software": self})

    def column(self, site: Site, column: Column, page: int = 1, pages: int = 1) -> str:
        """The address of a column, or of a further page of its list."""
        form = self.first if page == 1 else self.more
        return form.format(k=page, k0=page - 1, down=pages - page + 1, **self._fields(site, column))

    def list_address(self, site: Site, column: Column, page: int, pages: int) -> str:
        """Where a page of the list itself stands."""
        return self.column(site, column, page, pages)

    def address(self, site: Site, column: Column, document: Document) -> str:
        """The address of a document in a column."""
        day, key = document.posted_on, f"{site.place.key}/{column.number}/{document.key}"
        assert day is not None, "every document of the farm is dated"
        moved = site.shared.get("moved")
        stamp = moved if moved and day < moved else day
        serial = int(hexadecimal(key, 8), 16)
        fields: dict[str, Any] = {
            "ym": f"{stamp:%Y%m}",
            "ymd": f"{stamp:%Y%m%d}",
            "date": f"{stamp:%Y-%m-%d}",
            "y": stamp.year,
            "m": stamp.month,
            "d": stamp.day,
            "dd": f"{stamp:%d}",
            "id": serial % 900_000_000 + 100_000,
            "hex": hexadecimal(key, 32),
            "doc": hexadecimal(key, 24),
            "uuid": identifier(key),
            "ts": f"{stamp:%Y%m%d}{serial % 10**11:011}",
        }
        return self.article.format(**fields, **self._fields(site, column))

    def _fields(self, site: Site, column: Column) -> dict[str, Any]:
        key = f"{site.place.key}/{column.number}"
        return {
            "folder": column.folder,
            "path": column.folder.rstrip("/"),
            "slug": column.slug,
            "col": column.number,
            "up": column.parent.number if column.parent else 1,
            "cid": hexadecimal(key, 24),
            "cuuid": identifier(key),
            "pre": site.shared["prefix"],
        }

    def entries(self, site: Site, column: Column) -> list[Entry]:
        """File a column's documents and give the lines of its list."""
        at = self.column(site, column)
        return [self._entry(site, column, document, at) for document in column.documents]

    def _entry(self, site: Site, column: Column, document: Document, at: str) -> Entry:
        path = self.address(site, column, document)
        context = {"column": column, "software": self, "wap": ""}
        if self.wap and document.report and int(hexadecimal(document.key, 2), 16) < 40:
            context["wap"] = "_wap.".join(path.rsplit(".", 1))
            site.add(str(context["wap"]), "article.html", {**context, "wap": ""}, document=document)
        site.add_document(path, document, "article.html", context)
        return replace(self.line(site, document, self.href(site, path, at)), path=path)

    def href(self, site: Site, path: str, at: str) -> str:
        """A link to a document from a list, with the session where the software writes it."""
        href = site.href(path, at)
        if self.session:
            href += ";jsessionid=@@SESSION@@" if "?" not in href else "&jsessionid=@@SESSION@@"
        return href

    def line(self, site: Site, document: Document, href: str) -> Entry:
        """A document as a line of a list; long titles are cut where the portal cuts them."""
        title, attribute = document.title, ""
        if site.look.titles != "full":
            attribute = title
        if site.look.titles == "cut" and len(title) > 24:
            title = title[:22] + random.Random(site.place.key).choice(("…", "..."))
        organ = document.organ.short if document.organ else document.posted_by
        return Entry(title, href, f"{document.posted_on:%Y-%m-%d}", attribute, organ)

    def put_list(self, site: Site, column: Column, entries: list[Entry]) -> None:
        """The pages of a list."""
        size = site.look.size
        pages = max(1, -(-len(entries) // size))
        addresses = [self.list_address(site, column, k, pages) for k in range(1, pages + 1)]
        if column.annual:
            site.lists.append(self.column(site, column))
        for number, path in enumerate(addresses, 1):
            shown = entries[(number - 1) * size : number * size]
            if site.look.hrefs == "relative" and number > 1:
                shown = [replace(e, href=self.href(site, e.path, path)) for e in shown]
            context = {
                "column": column,
                "software": self,
                "entries": shown,
                "pages": addresses,
                "number": number,
                "total": len(entries),
                "extra": self.options.get("extra", ""),
            }
            site.add(path, self.options.get("list", "list.html"), context)
