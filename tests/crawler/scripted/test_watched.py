"""A browser watches what nobody can read, once: what it asked is asked without it from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.scripted.crawling import left_over, visit
from tests.crawler.scripted.server import MODULES, serve
from tests.crawler.scripted.templates import TEMPLATES, TITLES, WATCHED, made

MISSING = "the libraries of the scripted portals are not installed (scripts/need-npm, npm ci): lists of scripts are NOT tested"


def _libraries() -> None:
    pytest.importorskip("playwright")
    if not MODULES.is_dir():
        pytest.fail(MISSING)


@pytest.mark.e2e
@pytest.mark.skipif(not MODULES.is_dir(), reason=MISSING)
def test_a_list_is_watched_once(tmp_path: Path) -> None:
    """A program whose rows are no links."""
    portals = {"vue": made("vue")}
    with serve(portals) as world:
        first, whole = visit(world, portals, tmp_path, 0)
        again, known = visit(world, portals, tmp_path, 8)
    for seen in (whole["vue"], known["vue"]):
        assert seen.end["outcome"] == "complete", seen.end
        assert seen.found == seen.portal.reports
        assert seen.lessons == ("learned",)
    assert first["browser"]["learned"] == 1
    assert (again["browser"]["lists"], again["browser"]["loads"]) == (0, 0)
    assert not any(hit.open > 1 for hit in world.log)
    assert len({hit.agent for hit in world.log}) == 1
    assert not left_over(tmp_path)


@pytest.mark.accept
def test_every_template_is_read(tmp_path: Path) -> None:
    _libraries()
    portals = {name: made(name) for name in TEMPLATES}
    with serve(portals) as world:
        first, whole = visit(world, portals, tmp_path, 0)
        again, known = visit(world, portals, tmp_path, 8)
    wanted = len(TITLES) * len(portals)
    for summary, seen in ((first, whole), (again, known)):
        found = sum(len(portal.found & portal.portal.reports) for portal in seen.values())
        wrong = sum(len(portal.found - portal.portal.reports) for portal in seen.values())
        asked = sum(len(portal.hits) for portal in seen.values())
        print(
            f"\n{found} of {wanted} reports, {wrong} wrong, {asked} requests, {summary['browser']}, {summary['peak_mb']:.0f} MB"
        )
        for name, portal in seen.items():
            print(
                f"  {name:9} {portal.end['outcome']} {len(portal.hits)} {portal.lessons} {portal.end['why'] or ''}"
            )
        assert found >= 0.98 * wanted
        assert wrong <= 0.005 * wanted
        assert asked <= 3 * wanted
    assert all("watching it in a browser" in seen["signed"].end["why"] for seen in (whole, known))
    assert {name for name, portal in known.items() if portal.lessons == ("watched",)} == WATCHED
    assert again["browser"]["lists"] == len(WATCHED)
    assert again["browser"]["loads"] <= 3 * len(WATCHED)
    assert not any(hit.open > 1 or hit.path.startswith("/secret/") for hit in world.log)
    assert not left_over(tmp_path)
