"""What stands in a crawler's way on some portals: shells, soft 404s, dead links, sub-hosts' worth of spellings."""

from dataclasses import replace

from samples.farm.columns import Column
from samples.farm.site import Page, Site
from samples.farm.software import Software
from samples.farm.software.base import Entry


def lay(site: Site, root: Column, software: Software) -> None:
    """Draw and lay this portal's hazards."""
    if site.rng.random() < 0.35:
        _shell(site)
    if site.rng.random() < 0.4:
        _gone(site, "soft_404")
    if site.rng.random() < 0.4:
        _gone(site, "not_found")
    if site.rng.random() < 0.25:
        _jump(site, root, software)


def _shell(site: Site) -> None:
    """The home page only sends its reader on: by refresh, by script, by redirect."""
    target = site.rng.choice(("/index.html", "/main/index.shtml", f"/{site.shared['prefix']}/index.htm"))
    kind = site.rng.choice(("meta", "script", "href", "302"))
    site.pages[target] = site.pages["/"]
    if kind == "302":
        del site.pages["/"]
        site.redirects["/"] = target
        return
    site.pages["/"] = Page("extra/jump.html", {"target": target, "kind": kind})
    site.hazards.setdefault("shell", []).append("/")


def _gone(site: Site, kind: str) -> None:
    """A line in a list of reports whose page is no longer there."""
    contexts = [(at, page.context) for at, page in site.pages.items() if isinstance(page.context, dict)]
    annual = [(at, c) for at, c in contexts if c.get("entries") and c["column"].annual]
    if not annual:
        return
    at, context = annual[0]
    year = 2009 if kind == "soft_404" else 2008
    path = f"/{site.shared['prefix']}/{kind}/{year}031501.html"
    title = f"{site.place.invented}{year}年政府信息公开工作年度报告"
    context["entries"] = [
        *context["entries"],
        Entry(title, site.href(path, at), f"{year + 1}-03-15", path=path),
    ]
    site.hazards.setdefault(kind, []).append(path)
    if kind == "soft_404":
        site.pages[path] = Page("extra/gone.html", {})


def _jump(site: Site, root: Column, software: Software) -> None:
    """A disclosure page that only points to another address."""
    column = next((c for c in root.walk() if c.kind == "links" and c.parent is root), None)
    path = software.column(site, column) if column else ""
    page = site.pages.get(path)
    if page is None or "?" in path or column is None:
        return
    target = f"{path.rstrip('/').removesuffix('.html')}_first.html"
    site.pages[target] = replace(page)
    site.pages[path] = Page("extra/jump.html", {"target": target, "kind": "script"})
    site.hazards.setdefault("shell", []).append(path)
