"""Two languages with the same words, each page whole in either."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import lxml.html
import pytest

from nianbao.site.pages.publisher import PLOTS
from nianbao.site.tables.measures import FIGURES
from nianbao.site.web import i18n
from tests.nianbao.site.building import BAIYAN, Built
from tests.nianbao.site.conftest import Get

SITE = Path(i18n.__file__).parent.parent
COMPUTED = {
    *(f"measure.{name}" for name in FIGURES),
    *(f"plot.{name}" for plot in PLOTS for name in (plot, *PLOTS[plot])),
    *(f"search.way_{way}" for way in ("called", "sound", "related", "near")),
    *(f"search.why_{why}" for why in ("title", "text", "publisher", "called", "sound", "near")),
}
"""Keys that a template puts together."""
NAMES = ("state", "brief", "flag", "meaning", "outcome", "change", "status", "kind", "level", "verdict", "measure",
         "short", "plot", "fact", "health", "home", "report", "unit", "door", "claim", "ground", "cause", "format", "run", "judged", "trust", "found_status")  # fmt: skip
"""Groups that are asked for by a value of the archive, or by a name in a list."""


def test_both_files_have_the_same_keys_and_places() -> None:
    chinese, english = i18n.words("zh"), i18n.words("en")
    assert list(chinese) == list(english)
    for key in chinese:
        places = [{name for _, name, _, _ in Formatter().parse(w[key]) if name} for w in (chinese, english)]
        assert places[0] == places[1], key


def used() -> set[str]:
    texts = [
        p.read_text(encoding="utf-8") for p in (*SITE.glob("templates/**/*.html"), *SITE.glob("**/*.py"))
    ]
    return {key for text in texts for key in re.findall(r"""['"]([a-z]+\.[a-z_0-9]+)['"]""", text)}


def test_every_word_is_used_and_every_key_there_is() -> None:
    words = set(i18n.words("zh"))
    templates = "".join(p.read_text(encoding="utf-8") for p in SITE.glob("templates/**/*.html"))
    asked = set(re.findall(r"""\bt\(['"]([\w.]+)['"][,)]""", templates))
    assert asked <= words, asked - words
    assert words >= COMPUTED
    unused = {
        key for key in words - used() - COMPUTED if not key.startswith(tuple(f"{name}." for name in NAMES))
    }
    assert sorted(unused) == []


@pytest.mark.parametrize("code", ["zh", "en", "", "fr", "../en", None])
def test_any_other_language_is_chinese(code: str | None) -> None:
    assert i18n.language(code).code == ("en" if code == "en" else "zh")


def test_a_value_without_a_name_stands_for_itself() -> None:
    t = i18n.CHINESE
    assert t.name("outcome", "complete") == "完成"
    assert t.name("outcome", "eaten") == "eaten" and t.name("outcome", None) == ""
    assert t.start("meaning", "t3.flow.total").startswith("新收") and t.start("meaning", "x") == "x"


def test_a_choice_of_language_is_kept(get: Get) -> None:
    first = get("/?lang=en")
    cookie = first.headers["set-cookie"].partition(";")[0]
    assert cookie == "nianbao_language=en"
    assert 'lang="en"' in get("/search", headers={"Cookie": cookie}).text.split("<head>")[0]
    assert 'lang="zh-Hans"' in get("/search?lang=zh", headers={"Cookie": cookie}).text.split("<head>")[0]
    assert "set-cookie" not in get("/search").headers
    assert {"Cookie", "X-Nianbao-Language"} <= set(get("/").headers["vary"].split(", "))


def test_a_web_server_in_front_may_say_the_language(get: Get) -> None:
    assert '<html lang="en"' in get("/search", headers={"X-Nianbao-Language": "en"}).text
    assert (
        get("/search", headers={"X-Nianbao-Language": "en"}).headers["cache-control"] == "public, max-age=60"
    )
    assert "no-store" in get("/search", headers={"Cookie": "nianbao_language=en"}).headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=script", "/report/{whole}", "/changes", "/digest", "/digest/2026-W06", "/ranking", "/quality", "/gaps", "/data", "/trust", "/region/000000",
     "/region/411523", "/compare/{whole}/{revised}", "/compare/{whole}", "/-/snapshot/{capture}"],
)  # fmt: skip
def test_an_english_page_is_chinese_only_where_it_quotes(get: Get, built: Built, path: str) -> None:
    """What is Chinese on it is marked so: the words of the reports, and the seal."""
    address = path.format(whole=built.whole, revised=built.revised, capture=built.capture[BAIYAN])
    page = get(address, headers={"Cookie": "nianbao_language=en"}).text
    root = lxml.html.fromstring(page)
    loose = root.xpath("//body//text()[not(ancestor::*[@lang][1][@lang='zh' or @lang=''])]")
    chinese = [text.strip() for text in loose if re.search("[\u4e00-\u9fff]", text)]
    assert chinese == []
