"""How the text of a report is asked for is induced from two pages and proven against a server that answers what it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from crawler.page import any_recipe
from crawler.page.body_recipe import BodyRecipe, page_template
from crawler.page.recipe import Asked, RecipeError
from crawler.watch.seen import Exchange, Seen
from crawler.watch.texts import Shown, proven
from tests.crawler.scripted.portal import Portal

HOST = "http://baiyan.example"
PORTAL = Portal(7)
FIRST, SECOND = 3, 8
Request = Callable[[str], Asked]
Answer = Callable[[int], str]


def _page(number: int) -> str:
    return HOST + PORTAL.shown(number)


def _json(number: int) -> str:
    return json.dumps({"code": 0, "data": {"txt": PORTAL.body(number), "click": 9}}, ensure_ascii=False)


def _inner(number: int) -> str:
    return json.dumps({"message": _json(number)})


def _shown(number: int, request: Request, answer: Answer) -> Shown:
    given = str(PORTAL.id_of(number))
    asked = request(given)
    exchanges = (
        Exchange(_page(number), "<html><div id=app></div></html>"),
        Exchange(f"{HOST}/api/menu", json.dumps({"menu": ["首页"] * 90})),
        Exchange(asked.url, answer(number), asked.body, asked.headers),
    )
    text = PORTAL.body(number).replace("<", "\n<")
    words = "\n".join(line.partition(">")[2] for line in text.split("\n"))
    return Shown(_page(number), PORTAL.titles[number], Seen(exchanges, (), words))


def _learned(request: Request, answer: Answer = _json, proof: Request | None = None) -> BodyRecipe | None:
    """`proof`: what the server wants to be asked, where that is another request than the pages make."""
    wanted = (proof or request)(str(PORTAL.id_of(SECOND)))

    def ask(asked: Asked) -> str | None:
        return answer(SECOND) if asked == wanted else None

    return proven(_shown(FIRST, request, answer), _shown(SECOND, request, answer), ask)


REQUESTS: dict[str, Request] = {
    "path": lambda i: Asked(f"{HOST}/api/doc/{i}", None, {}),
    "query": lambda i: Asked(f"{HOST}/api/doc?type=3&id={i}", None, {}),
    "form": lambda i: Asked(f"{HOST}/api/get", f"type=2&infoid={i}", {}),
    "json": lambda i: Asked(f"{HOST}/api/get", json.dumps({"q": {"id": i, "n": 1}}), {}),
    "header": lambda i: Asked(f"{HOST}/api/get?v=1", None, {"X-Doc": i}),
    "other host": lambda i: Asked(f"http://api.baiyan.example/{i}.json", None, {}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_learned(name: str) -> None:
    recipe = _learned(REQUESTS[name])
    assert recipe is not None and recipe.text == ("@json", "data", "txt")
    assert any_recipe.of_json(json.loads(json.dumps(recipe.to_json()))) == recipe
    for number in range(len(PORTAL.titles)):
        assert recipe.request(_page(number)) == REQUESTS[name](str(PORTAL.id_of(number)))
    assert recipe.request(f"{HOST}/other/1.html") is None


def test_where_the_text_stands() -> None:
    fragment = _learned(REQUESTS["path"], PORTAL.body)
    assert fragment is not None and fragment.text == ()


def test_what_nobody_can_read_or_ask_is_none() -> None:
    """A signature of the clock; a text within a text, which the parsers do not read; an answer that is always the same."""
    clock = iter(range(1_000, 9_000, 7))
    signed: Request = lambda i: Asked(f"{HOST}/api?i={i}&s={next(clock)}", None, {})  # noqa: E731
    assert _learned(signed) is None
    assert _learned(REQUESTS["path"], lambda number: _json(number)[::-1]) is None
    assert _learned(lambda i: Asked(f"{HOST}/api/last", None, {})) is None
    assert _learned(REQUESTS["path"], lambda number: _json(FIRST)) is None


def test_the_address_of_a_page() -> None:
    page = f"{HOST}:8080/gk/2023/12-ab/t2023_77.html?id=5"
    template, values = page_template(page)
    assert template == f"{HOST}/gk/{{1}}/{{2}}-ab/{{3}}_{{4}}.html?id={{5}}"
    assert values == ["2023", "12", "t2023", "77", "5"]


@pytest.mark.parametrize(
    "said",
    [
        {"page": f"{HOST}/a/{{1}}.html", "url": "/api"},
        {"page": f"{HOST}/a.html", "url": "/api/{1}"},
        {"page": f"{HOST}/a/{{1}}.html"},
        {"page": f"{HOST}/a/{{1}}.html", "url": "file:///etc/{1}"},
        {"page": f"{HOST}/a/{{1}}.html", "url": "/{1}", "headers": [["Cookie", "a=b"]]},
        {"page": f"{HOST}/a/{{1}}.html", "url": "/{1}", "list": "x"},
    ],
)
def test_a_strangers_word_is_checked(said: dict[str, object]) -> None:
    with pytest.raises(RecipeError):
        any_recipe.of_json(said)
