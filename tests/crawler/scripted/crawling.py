"""A crawl of the scripted portals, visit by visit, counted from the server's log and the archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import open_archive
from tests.crawler import child
from tests.crawler.scripted.server import Hit, Scripted, World

PATIENCE = 900.0
DOMAIN = "scripted.localhost"


@dataclass(frozen=True)
class Visited:
    """One portal after one visit. `found`: paths of reports of which the archive holds the text; `lessons`: what was learned, by its state."""

    portal: Scripted
    end: dict[str, Any]
    hits: tuple[Hit, ...]
    found: frozenset[str]
    lessons: tuple[str, ...]


def visit(
    world: World, portals: dict[str, Scripted], folder: Path, day: int, domain: str = DOMAIN, **more: Any
) -> tuple[dict[str, Any], dict[str, Visited]]:
    """Crawl with the browser, `day` days from now; the summary, and each portal by its name. `more`: other options."""
    names, before = tuple(portals), len(world.log)
    homes = [f"http://{name}.{domain}:{world.port}/" for name in names]
    options = {**child.FAST, "parse": False, "browser": "auto", "days": day, **more}
    summary = child.run(folder, homes, options, PATIENCE)
    ends = {portal["host"].partition(".")[0]: portal for portal in summary["portals"]}
    log = world.log[before:]
    with open_archive(folder, read_only=True) as archive:
        reports = [
            row["url"].partition("//")[2].partition("/")
            for row in archive.rows(
                "select distinct coalesce(page.url, c.url) as url from captures c left join captures page"
                " on page.key = c.page_key where c.role = 'report' and c.grade = 'ok'"
            )
        ]
        lessons = [
            (row["host"].partition(".")[0], json.loads(row["recipe"])["state"])
            for row in archive.rows(
                "select host, recipe from endpoints e join portals p on p.id = e.portal_id where recipe <> ''"
            )
        ]
    return summary, {
        name: Visited(
            portals[name],
            ends[name],
            tuple(hit for hit in log if hit.host.startswith(f"{name}.")),
            frozenset(f"/{path}" for host, _, path in reports if host.startswith(f"{name}.")),
            tuple(state for portal, state in lessons if portal == name),
        )
        for name in names
    }


def counted(summary: dict[str, Any], seen: dict[str, Visited], asked_most: float = 3.0) -> None:
    """Print what a visit found of each portal, and hold it to the measures of all. `asked_most`: requests for each report."""
    wanted = sum(len(portal.portal.reports) for portal in seen.values())
    found = sum(len(portal.found & portal.portal.reports) for portal in seen.values())
    wrong = sum(len(portal.found - portal.portal.reports) for portal in seen.values())
    asked = sum(len(portal.hits) for portal in seen.values())
    print(f"\n{found} of {wanted} reports, {wrong} wrong, {asked} requests, {summary['browser']}")
    for name, portal in seen.items():
        mine = len(portal.found & portal.portal.reports)
        print(
            f"  {name:10} {mine} of {len(portal.portal.reports)} {portal.end['outcome']} {len(portal.hits)} {portal.lessons} {portal.end['why'] or ''}"
        )
    assert found >= 0.98 * wanted
    assert wrong <= 0.005 * wanted
    assert asked <= asked_most * wanted


def left_over(folder: Path) -> list[str]:
    """Command lines of processes that still run and write below a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"HOME={folder}".encode() in environment and line:
            found.append(line[:200])
    return found
