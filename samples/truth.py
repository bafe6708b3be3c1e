"""What a perfect crawl would find: portals, reports with their figures, near misses and traps."""

import functools
from typing import Any

from samples.files import kind_of
from samples.identities import failing
from samples.model import Document, Report
from samples.places import story
from samples.portals import sites
from samples.site import Site


@functools.cache
def truth() -> dict[str, Any]:
    """The whole truth as JSON-ready data; addresses are without a port."""
    hazards: dict[str, list[str]] = {"soft_404": [], "challenge": [], "not_found": []}
    for site in sites().values():
        for kind, paths in site.hazards.items():
            hazards[kind] += [_address(site, path) for path in paths]
    return {
        "story": _story(),
        "portals": [_portal(site) for site in sites().values()],
        "reports": [
            _report(site, document, document.report)
            for site in sites().values()
            for document in site.documents
            if document.report
        ],
        "noise": [
            {"address": _address(site, path), "why": document.noise}
            for site in sites().values()
            for document in site.documents
            if document.noise
            for path in site.addresses[document.key]
        ],
        "hazards": hazards,
    }


def _address(site: Site, path: str) -> str:
    return f"http://{site.place.host}{path}"


def _story() -> dict[str, Any]:
    """What the demonstration shows of the portals' life: the reports concerned, as they stand in `reports` where they do.

    `withdrawn` stood on its portal before; nothing leads to those of `shut` while their column fails.
    """
    before = {d.key: (site, d) for site in sites("before").values() for d in site.documents if d.report}
    settled = {d.key: (site, d) for site in sites().values() for d in site.documents if d.report}

    def told(key: str, stage: dict[str, tuple[Site, Document]]) -> dict[str, Any]:
        site, document = stage[key]
        assert document.report is not None
        return _report(site, document, document.report)

    corrected = story()["corrected"]["report"]
    folders = [path.rsplit("/", 1)[0] + "/" for paths in story()["shut"].values() for path in paths]
    shut = [
        key
        for key, (site, document) in settled.items()
        if all(path.startswith(tuple(folders)) for path in site.addresses[document.key])
    ]
    return {
        "withdrawn": told(story()["withdrawn"], before),
        "late": told(story()["late"], settled),
        "corrected": {"before": told(corrected, before), "after": told(corrected, settled)},
        "shut": [told(key, settled) for key in shut],
    }


def _portal(site: Site) -> dict[str, Any]:
    place = site.place
    return {
        "name": place.name,
        "host": place.host,
        "home": _address(site, "/"),
        "county": place.county,
        "invented_county": place.invented,
        "family": place.family,
        "reports": sum(1 for document in site.documents if document.report),
        "pages": len({page.path for page in site.pages.values() if page.kind == "page"}),
    }


def _file(site: Site, document: Document) -> dict[str, Any] | None:
    """The file that comes with a report; `instead`: the page prints no tables, the file alone holds the figures."""
    kind = kind_of(document)
    if kind is None:
        return None
    address = _address(site, site.files[document.key])
    return {"address": address, "kind": kind.suffix, "instead": kind.instead, "extra": kind.extra}


def _report(site: Site, document: Document, report: Report) -> dict[str, Any]:
    return {
        "portal": site.place.key,
        "title": report.title,
        "publisher": report.organ.name,
        "publisher_kind": report.organ.kind,
        "level": report.organ.level,
        "report_year": report.year,
        "form": report.form,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "sample": report.sample,
        "addresses": [_address(site, path) for path in site.addresses[document.key]],
        "file": _file(site, document),
        "figures": report.figures,
        "failing_checks": failing(report.figures, report.form),
    }
