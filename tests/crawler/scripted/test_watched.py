"""A browser watches what nobody can read, once: what it asked is asked without it from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import open_archive
from archive.custody.verify import verify
from tests.crawler.scripted.crawling import counted, left_over, visit
from tests.crawler.scripted.server import MODULES, serve
from tests.crawler.scripted.templates import BODIES, LISTS, RENDERED, SEEDS, WATCHED, made

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


@pytest.mark.accept
@pytest.mark.parametrize("seed", SEEDS)
def test_every_body_is_read(seed: int, tmp_path: Path) -> None:
    """Reports whose own page holds no word: named without the browser, then asked for by a recipe, or rendered."""
    _libraries()
    portals = {name: made(name, seed) for name in BODIES}
    with serve(portals) as world:
        _, unread = visit(world, portals, tmp_path, 0, browser="never")
        first, whole = visit(world, portals, tmp_path, 1, parse=True)
        again, known = visit(world, portals, tmp_path, 9, parse=True)
    assert all("filled by a script" in portal.end["why"] for portal in unread.values())
    assert not any(portal.found for portal in unread.values())
    for summary, seen in ((first, whole), (again, known)):
        counted(summary, seen)
        assert all(portal.end["outcome"] == "complete" for portal in seen.values())
    for name, portal in known.items():
        assert set(portal.lessons) == ({"watched"} if name in RENDERED else {"learned"})
    assert first["browser"]["rendered"] == sum(len(portals[name].reports) for name in RENDERED)
    assert (again["browser"]["loads"], again["browser"]["rendered"]) == (0, 0)
    with open_archive(tmp_path) as archive:
        read = archive.rows(
            "select c.record_type, count(distinct c.address) as n from figures f join readings r on r.id = f.reading_id"
            " join parses p on p.reading_id = r.id join captures c on c.id = p.capture_id where f.state = 'value' group by 1"
        )
        counts = {row["record_type"]: row["n"] for row in read}
        # What the browser fetched first, and the recipe again, is a revisit.
        assert counts.pop("conversion") == 48 and sum(counts.values()) == 72
        assert archive.value("select count(*) from issues where code = 'rendered'") == 48
        assert archive.value("select count(*) from changes where kind <> 'new'") == 0
        assert list(verify(archive, everything=True)) == []
    assert not any(hit.open > 1 or hit.path.startswith("/secret/") for hit in world.log)
    assert not left_over(tmp_path)
