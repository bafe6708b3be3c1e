"""A recipe that one archive learned is another's: after a merge in any order, and through the files of portals.d."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import open_archive
from archive.crawl import endpoints, runs
from archive.crawl.endpoints import Lesson
from archive.merge.merge import merge
from crawler.page.recipe import Recipe, RecipeError, Token, hole
from crawler.watch import files
from nianbao.cli.crawl.portals import portals

LIST = "http://www.baiyan.example/gk/nb/"
RECIPE = Recipe(
    "http://baiyan.example/gk/nb/", f"/api?p={hole(1, 1)}", token=Token("/t"), title="t", address="{id}"
)
LEARNED = Lesson("2026-03-01T08:00:00Z", "learned", "2026-03-01T08:00:00Z", RECIPE.to_json())
BROKEN = Lesson("2026-05-01T08:00:00Z", "broken", "2026-03-01T08:00:00Z", RECIPE.to_json(), "no rows")


def _archive(folder: Path, *lessons: Lesson) -> None:
    """An archive that knows a list, and was taught so."""
    with open_archive(folder) as archive:
        portal = runs.portal(archive, "http://www.baiyan.example/")
        with archive.transaction():
            for lesson in lessons:
                endpoints.teach(archive, portal, LIST, lesson)


def _lessons(folder: Path) -> list[Lesson]:
    with open_archive(folder, read_only=True) as archive:
        return list(endpoints.lessons(archive, archive.value("select id from portals")).values())


@pytest.mark.parametrize("mine", [(), (LEARNED,), (BROKEN,)])
def test_of_two_archives_the_later_lesson_stays(tmp_path: Path, mine: tuple[Lesson, ...]) -> None:
    for name in ("one", "other"):
        _archive(tmp_path / f"{name}-mine", *mine)
        _archive(tmp_path / f"{name}-theirs", LEARNED)
    for into, source in (("one-mine", "one-theirs"), ("other-theirs", "other-mine")):
        with open_archive(tmp_path / into) as archive:
            merge(archive, tmp_path / source, trusted=True)
    expected = [(BROKEN if BROKEN in mine else LEARNED).to_json()]
    assert [lesson.to_json() for lesson in _lessons(tmp_path / "one-mine")] == expected
    assert [lesson.to_json() for lesson in _lessons(tmp_path / "other-theirs")] == expected


def test_recipes_go_through_files(tmp_path: Path) -> None:
    other = Recipe("http://gk.baiyan.example/x", "/y")
    assert files.load(tmp_path) == {}
    files.save(tmp_path, "baiyan.example", [RECIPE])
    path = files.save(tmp_path, "baiyan.example", [other, RECIPE])
    assert files.load(tmp_path) == {"baiyan.example": (RECIPE, other)}
    assert path.parent == tmp_path / "recipes"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '[{"list": "http://baiyan.example/"}]',
        json.dumps([RECIPE.to_json() | {"list": "http://a.example/"}]),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "recipes" / "baiyan.example.json"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"baiyan\.example\.json"):
        files.load(tmp_path)


def test_what_an_archive_learned_is_written_to_be_handed_on(tmp_path: Path) -> None:
    _archive(tmp_path, LEARNED)
    done = CliRunner().invoke(portals, ["recipes", "--save", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert files.load(tmp_path / "portals.d") == {"baiyan.example": (RECIPE,)}
    (tmp_path / "portals.d" / "recipes" / "baiyan.example.json").write_text("[1]", encoding="utf-8")
    checked = CliRunner().invoke(portals, ["check", "--data", str(tmp_path)])
    assert (checked.exit_code, "baiyan.example.json" in checked.output) == (3, True)
