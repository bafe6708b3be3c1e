"""Recipes are induced from what a page asked and showed, and proven against a server that answers what it is asked and no more."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.listdata.recipe_rows import goes_on, rows_of
from crawler.page.recipe import Asked, Recipe, RecipeError, address_of, hole, of_json
from crawler.watch.induce import recipes
from crawler.watch.prove import Proof, prove
from crawler.watch.seen import Exchange, Link, Seen
from crawler.watch.templates import address_template, numbered

BASE = "http://baiyan.example/gk/nb/"
SIZE, ROWS = 4, 10
TITLES = [f"白岩县财政局{2010 + n}年政府信息公开工作年度报告" for n in range(ROWS)]
_names = st.from_regex(r"[a-z][a-zA-Z]{1,8}", fullmatch=True)


@dataclass(frozen=True)
class Api:
    """A server of rows. `ask` makes the request for a page (address, body, headers); `answer` the text for the rows of one."""

    ask: Callable[[int], Asked]
    answer: Callable[[list[dict[str, object]]], str]
    href: Callable[[dict[str, object]], str]
    row: Callable[[int], dict[str, object]] = lambda n: {"id": 7000 + 13 * n, "bt": TITLES[n]}
    before: tuple[tuple[Asked, str], ...] = ()
    """Requests that are made before, with their answers."""

    def rows(self, number: int) -> list[dict[str, object]]:
        return [self.row(n) for n in range(ROWS)][(number - 1) * SIZE : number * SIZE]

    def seen(self, number: int) -> Seen:
        asked, rows = self.ask(number), self.rows(number)
        links = tuple(Link(urljoin(BASE, self.href(row)), str(row["bt"])) for row in rows)
        before = [Exchange(a.url, text, a.body, a.headers) for a, text in self.before] if number == 1 else []
        own = Exchange(asked.url, self.answer(rows), asked.body, asked.headers)
        noise = Exchange(f"{BASE}hits?id=3", '{"hits": 1204}')
        return Seen((*before, noise, own), (*links, Link(BASE, "首页")), "".join(map(str, rows)))

    def reply(self, asked: Asked) -> str | None:
        for other, text in self.before:
            if other == asked:
                return text
        for number in range(1, 9):
            if _same(asked, self.ask(number)):
                return self.answer(self.rows(number))
        return None

    def taught(self, most: int = 2) -> Proof:
        pages = [self.seen(1), self.seen(2)]
        proofs = (prove(recipe, BASE, pages, self.reply, most) for recipe in recipes(BASE, pages))
        return next((proof for proof in proofs if proof.recipe), Proof(None))


def _same(one: Asked, other: Asked) -> bool:
    """Whether two requests are one, whatever the order of their parameters."""

    def read(asked: Asked) -> object:
        parts = urlsplit(asked.url)
        body = asked.body or ""
        sent = json.loads(body) if body.startswith("{") else sorted(parse_qsl(body, keep_blank_values=True))
        return parts.path, sorted(parse_qsl(parts.query)), sent, asked.body is None, asked.headers

    return read(one) == read(other)


def _get(number: int) -> Asked:
    return Asked(f"http://baiyan.example/api/list?col=31&page={number}&size=4", None, {})


def _json(rows: list[dict[str, object]]) -> str:
    return json.dumps({"code": 200, "data": {"list": rows, "total": ROWS}})


def _detail(row: dict[str, object]) -> str:
    return f"/detail?id={row['id']}&t=2"


PLAIN = Api(_get, _json, _detail)
APIS = {
    "plain": PLAIN,
    "pages from 0, in a body of JSON": replace(
        PLAIN,
        ask=lambda n: Asked(
            "http://baiyan.example/api/q",
            json.dumps({"q": {"pageNo": n - 1, "size": 4}, "cat": "a1"}),
            {"X-App": "w"},
        ),
    ),
    "rows by number, urlencoded": replace(
        PLAIN,
        ask=lambda n: Asked(
            "http://baiyan.example/q.do", urlencode({"start": 4 * (n - 1), "end": 4 * n, "c": "年报"}), {}
        ),
    ),
    "pages in the path": replace(
        PLAIN, ask=lambda n: Asked(f"http://baiyan.example/data/31/{n}.json", None, {})
    ),
    "base64": replace(
        PLAIN, answer=lambda rows: json.dumps({"d": base64.b64encode(_json(rows).encode()).decode()})
    ),
    "base64 alone": replace(PLAIN, answer=lambda rows: base64.b64encode(_json(rows).encode()).decode()),
    "JSONP": replace(PLAIN, answer=lambda rows: f"cb_1({_json(rows)});"),
    "HTML in JSON": replace(
        PLAIN,
        answer=lambda rows: json.dumps(
            {"html": "".join(f"<li><a href='{_detail(r)}'>{r['bt']}</a></li>" for r in rows)}
        ),
    ),
    "a bare list, addresses of two members": replace(
        PLAIN,
        answer=json.dumps,
        row=lambda n: {"bt": TITLES[n], "cat": {"key": f"c{n % 3}"}, "no": f"t20{n}1_{n}"},
        href=lambda row: f"/gk/{row['cat']['key']}/{row['no']}.html",  # type: ignore[index]
    ),
    "a token first": replace(
        PLAIN,
        ask=lambda n: Asked(
            f"http://baiyan.example/api?p={n}", None, {"Authorization": "Bearer s3cr3t-of-today"}
        ),
        before=(
            (Asked("http://baiyan.example/api/anon", None, {}), '{"data": {"token": "s3cr3t-of-today"}}'),
        ),
    ),
}


@pytest.mark.parametrize("name", APIS)
def test_a_recipe_is_learned_and_gives_every_page(name: str) -> None:
    api = APIS[name]
    proof = api.taught(3)
    assert proof.recipe is not None
    assert [[row.title for row in rows] for rows in proof.rows] == [TITLES[:4], TITLES[4:8], TITLES[8:]]
    shown = [urljoin(BASE, api.href(api.row(n))) for n in range(ROWS)]
    assert [row.url for rows in proof.rows for row in rows] == shown
    kept = of_json(json.loads(json.dumps(proof.recipe.to_json())))
    assert kept == proof.recipe
    goes = [goes_on(kept, api.answer(api.rows(n)), n, len(api.rows(n))) for n in (1, 2, 3)]
    assert goes == [True, True, False]


def test_a_token_is_asked_anew() -> None:
    """What the value was on the day of learning stands nowhere in the recipe."""
    recipe = APIS["a token first"].taught().recipe
    assert recipe is not None
    assert recipe.token is not None
    assert "s3cr3t" not in json.dumps(recipe.to_json())
    assert recipe.request(BASE, 2, "another").headers == {"Authorization": "Bearer another"}


def test_what_is_computed_from_the_page_is_no_recipe() -> None:
    """A signature over the number of the page: what was sent for page one does not serve for page two."""
    signed = replace(
        PLAIN, ask=lambda n: Asked(f"{_get(n).url}&sign={hash((n, 'salt')) & 0xFFFFFFFF:08x}", None, {})
    )
    assert signed.taught().recipe is None


def test_what_only_keeps_an_answer_fresh_is_sent_as_it_was() -> None:
    clocked = replace(PLAIN, ask=lambda n: Asked(f"{_get(n).url}&_=17328599991{n}7", None, {}))

    def lenient(asked: Asked) -> str | None:
        return PLAIN.reply(Asked(asked.url.partition("&_=")[0], None, {}))

    pages = [clocked.seen(1), clocked.seen(2)]
    assert prove(recipes(BASE, pages)[0], BASE, pages, lenient).recipe is not None


def test_rows_that_the_page_does_not_show_prove_nothing() -> None:
    other = replace(PLAIN, row=lambda n: {"id": n, "bt": f"另一栏目的第{n}条通知公告"})
    pages = [PLAIN.seen(1), PLAIN.seen(2)]
    assert all(prove(recipe, BASE, pages, other.reply).recipe is None for recipe in recipes(BASE, pages))


def test_a_list_that_its_own_page_begins() -> None:
    """The first rows stand in the page; a script asks for those behind 下一页."""
    first = replace(PLAIN.seen(1), exchanges=())
    pages = [first, PLAIN.seen(2), PLAIN.seen(3)]

    def from_two(asked: Asked) -> str | None:
        return None if "page=1" in asked.url else PLAIN.reply(asked)

    found = next(p for r in recipes(BASE, pages) if (p := prove(r, BASE, pages, from_two, 3)).recipe)
    assert found.recipe is not None
    assert (found.recipe.begin, len(found.rows)) == (2, 2)


def test_one_answer_that_the_page_shows_by_parts() -> None:
    rows = [PLAIN.row(n) for n in range(ROWS)]
    whole = Exchange("http://baiyan.example/all.json", json.dumps({"rows": rows}))
    pages = [replace(PLAIN.seen(1), exchanges=(whole,)), replace(PLAIN.seen(2), exchanges=())]
    found = prove(recipes(BASE, pages)[0], BASE, pages, lambda _: whole.text)
    assert found.recipe is not None
    assert not found.recipe.is_paged
    assert len(found.rows[0]) == ROWS


def test_rows_that_are_no_links_are_told_by_a_click() -> None:
    """`@click="open(row)"`: the words of the row stand on the page, and a click on one led to its address."""

    def bare(number: int) -> Seen:
        seen, row = PLAIN.seen(number), PLAIN.rows(number)[0]
        opened = ((str(row["bt"]), urljoin(BASE, _detail(row))),) if number == 2 else ()
        return replace(seen, links=(), opened=opened)

    pages = [bare(1), bare(2)]
    found = prove(recipes(BASE, pages)[0], BASE, pages, PLAIN.reply)
    assert found.recipe is not None
    assert found.rows[1][0].url == urljoin(BASE, _detail(PLAIN.rows(2)[0]))


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(_names, min_size=3, max_size=5, unique=True),
    first=st.integers(0, 40),
    step=st.integers(1, 40),
    as_json=st.booleans(),
    at=st.integers(0, 1),
)
def test_what_counts_pages_is_found_whatever_it_is_called(
    names: list[str], first: int, step: int, as_json: bool, at: int
) -> None:
    def sent(number: int) -> tuple[str, str | None]:
        values: dict[str, object] = {name: f"v{name}" for name in names}
        values[names[1]] = first + step * number
        if as_json:
            return "http://a.example/x", json.dumps({"in": [values]})
        return f"http://a.example/x?{urlencode(values)}", None

    found = numbered(sent(at), sent(at + 2), at, 2)
    assert found is not None
    recipe = Recipe("http://a.example/", found.url, found.body)
    for number in (0, 3, 9):
        asked = recipe.request("http://a.example/", number + 1)
        url, body = sent(number)
        assert asked.url == url
        assert (body is None) == (asked.body is None)
        assert body is None or json.loads(asked.body or "") == json.loads(body)


@settings(max_examples=60, deadline=None)
@given(
    ids=st.lists(st.integers(1, 10**7), min_size=3, max_size=8, unique=True),
    before=st.sampled_from(["/d/", "/show?x=1&id=", "/#/detail/", "/c/55/"]),
    after=st.sampled_from(["", ".html", "&from=list", "/zw"]),
)
def test_how_an_address_is_made_of_a_row(ids: list[int], before: str, after: str) -> None:
    rows = [
        {"title": TITLES[n % ROWS], "state": 1, "key": {"id": i}, "key.id": i, "hits": n}
        for n, i in enumerate(ids)
    ]
    urls = [urljoin(BASE, f"{before}{i}{after}") for i in ids]
    template = address_template(rows[:3], urls[:3], BASE)
    assert template is not None
    assert [address_of(template, row) for row in rows] == urls


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"list": "http://a/"},
        {"list": "http://a/", "url": "javascript:x"},
        {"list": "http://a/", "url": "/x", "headers": [["Cookie", "a=b"]]},
        {"list": "http://a/", "url": "/x", "headers": [["Host", "b"]]},
        {"list": "http://a/", "url": "/x", "title": "t"},
        {"list": "http://a/", "url": "/x" * 9000},
        {"list": "http://a/", "url": "/x", "size": 10**9},
        {"list": "http://a/", "url": "/x", "surprise": 1},
        {"list": "http://a/", "url": "/x", "token": {"url": "/t", "path": 3}},
    ],
)
def test_what_is_no_recipe_is_refused(said: object) -> None:
    with pytest.raises(RecipeError):
        of_json(said)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.lists(st.sampled_from(["@json", "@base64", "0", "a", "list"]), max_size=6))
def test_no_answer_breaks_a_recipe(text: str, path: list[str]) -> None:
    recipe = Recipe(
        BASE, f"/x?p={hole(1, 1)}", rows=tuple(path), title="t", address="{id}", pages=tuple(path), size=3
    )
    found = rows_of(recipe, text, BASE)
    assert goes_on(recipe, text, 1, len(found)) in (True, False)
