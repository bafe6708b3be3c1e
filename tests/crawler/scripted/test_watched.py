"""A browser watches what nobody can read, once: what it asked is asked without it from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.scripted.crawling import counted, left_over, visit
from tests.crawler.scripted.server import MODULES, serve
from tests.crawler.scripted.templates import LISTS, SEEDS, WATCHED, made

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
@pytest.mark.parametrize("seed", SEEDS)
def test_every_template_is_read(seed: int, tmp_path: Path) -> None:
    _libraries()
    portals = {name: made(name, seed) for name in LISTS}
    with serve(portals) as world:
        first, whole = visit(world, portals, tmp_path, 0)
        again, known = visit(world, portals, tmp_path, 8)
    for summary, seen in ((first, whole), (again, known)):
        counted(summary, seen)
    assert all("watching it in a browser" in seen["signed"].end["why"] for seen in (whole, known))
    assert {name for name, portal in known.items() if portal.lessons == ("watched",)} == WATCHED
    assert again["browser"]["lists"] == len(WATCHED)
    assert again["browser"]["loads"] <= 3 * len(WATCHED)
    assert not any(hit.open > 1 or hit.path.startswith("/secret/") for hit in world.log)
    assert not left_over(tmp_path)
