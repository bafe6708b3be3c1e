"""What is true of a farm: where each report stands, which need a browser, what a crawl has to name."""

from __future__ import annotations

from dataclasses import dataclass

from archive.urls import canonicalize
from tests.crawler.foreign.farm import Farm
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.web import PORT


@dataclass(frozen=True)
class TrueReport:
    """`address` is canonical: spellings that `archive.urls` counts as one page are the same report."""

    key: str
    title: str
    publisher: str
    year: int
    path: str
    host: str
    address: str
    needs_browser: bool


@dataclass(frozen=True)
class TruePortal:
    """`hosts`: its own and the one that carries a part of it. `named`: lists that have to be named as not read."""

    template: str
    classes: tuple[int, ...]
    host: str
    hosts: tuple[str, ...]
    disallow: str
    needs_browser: bool
    reports: tuple[TrueReport, ...]
    named: tuple[str, ...]
    covers: frozenset[str]

    @property
    def readable(self) -> set[str]:
        """Addresses of the reports that need no browser."""
        return {r.address for r in self.reports if not r.needs_browser}


def truth(farm: Farm) -> list[TruePortal]:
    """The truth of each portal, in the farm's order."""
    found = []
    for template, portal in zip(farm.templates, farm.portals, strict=True):
        sides = [p for p in (portal, portal.side) if p is not None]
        found.append(
            TruePortal(
                template.name,
                template.classes,
                portal.host,
                tuple(p.host for p in sides),
                portal.county.place.disallow,
                template.needs_browser,
                tuple(report for p in sides for report in _reports(p, portal.closed)),
                tuple(portal.named),
                frozenset(canonicalize(portal.absolute(path).replace(PORT, "")) for path in portal.covers),
            )
        )
    return found


def _reports(portal: Portal, closed: set[str]) -> list[TrueReport]:
    return [
        TrueReport(
            key,
            document.title,
            document.organ.name if document.organ else "",
            document.report.year,
            portal.addresses[key],
            portal.host,
            canonicalize(portal.absolute(portal.addresses[key]).replace(PORT, "")),
            key in closed,
        )
        for key, document in portal.documents.items()
        if document.report is not None
    ]
