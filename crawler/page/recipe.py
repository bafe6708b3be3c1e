"""How a list is asked for whose page only a script fills, as data: learned once from what a browser asked, and replayed without it.

A template is a text with holes: `{page:1:1}` is the first page's number and the step to the next page's, `{token}` what another
request answers first, and in the address of a row `{id}` is the row's member of that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from crawler.page.list_request import join

LONGEST, MOST_HEADERS, MOST_STEPS = 8_000, 12, 12
"""Characters of a template, headers, steps of a path."""
TOKEN = "{token}"
AS_JSON, AS_BASE64 = "@json", "@base64"
"""Steps of a path that read a text as JSON, or as base64 of another text; any other step is a member or a number."""
_PAGE = re.compile(r"\{page:(-?\d{1,9}):(-?\d{1,9})\}")
_NUMBERED = re.compile(r"recipe ([0-9]{1,4})")
_MEMBER = re.compile(r"\{([\w.\-]{1,120})\}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9\-]{0,60}")
_NEVER_SENT = re.compile(
    r"^(?:cookie|host|user-agent|referer|origin|connection|content-length|transfer-encoding|upgrade|te|range|via|forwarded"
    r"|x-forwarded-.*|proxy-.*|sec-.*|accept-.*|if-.*|cache-control|pragma|dnt)$",
    re.I,
)
"""Headers that are the crawl's own business, whatever a script set."""


class RecipeError(ValueError):
    """What is wrong with a recipe, in one line."""


class Asked(NamedTuple):
    """A request, whole. `body` None asks by GET."""

    url: str
    body: str | None
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Token:
    """A request whose answer gives a value that the request for rows has to carry, at `path`."""

    url: str
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = (AS_JSON,)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One list. Addresses are relative to the page of the list where they are on its host."""

    list: str
    """Canonical address of the page that shows the list."""
    url: str
    body: str | None = None
    """None asks by GET."""
    headers: tuple[tuple[str, str], ...] = ()
    rows: tuple[str, ...] = ()
    """Where the rows stand in the answer: a list of objects, or with no `title` a text that holds links."""
    title: str = ""
    """Member of a row that holds its words; nested ones with a dot."""
    address: str = ""
    """Template over the members of a row."""
    date: str = ""
    pages: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    """Where the answer says how many pages, or rows, there are; empty where it does not."""
    size: int = 0
    """Rows of a full page; 0 where it is not known."""
    begin: int = 1
    """The first page that is asked for; those before it stand in the page of the list."""
    token: Token | None = None

    @property
    def is_paged(self) -> bool:
        """Whether it asks for one page of several."""
        return any(_PAGE.search(text) for text in (self.url, self.body or ""))

    def request(self, base: str, number: int, token: str = TOKEN) -> Asked:
        """The request for a page, counted from 1, of the list that the page at `base` shows.

        :raises RecipeError: the template makes no address.
        """
        return _asked(self, base, number, token)

    def ask_token(self, base: str) -> Asked | None:
        """The request that has to be answered first; None where there is none."""
        return None if self.token is None else _asked(self.token, base, 1, TOKEN)

    def to_json(self) -> dict[str, Any]:
        """Plain types, without what says nothing."""
        said = asdict(self)
        if self.token:
            said["token"] = {name: value for name, value in asdict(self.token).items() if value}
        return {name: value for name, value in said.items() if value}


def _asked(part: Recipe | Token, base: str, number: int, token: str) -> Asked:
    def filled(text: str) -> str:
        numbered = _PAGE.sub(lambda hole: str(int(hole[1]) + int(hole[2]) * (number - 1)), text)
        return numbered.replace(TOKEN, token)

    url = join(base, filled(part.url))
    if url is None:
        raise RecipeError(f"url {part.url!r} is no address")
    body = None if part.body is None else filled(part.body)
    return Asked(url, body, {name: filled(value) for name, value in part.headers})


def recipe_title(number: int) -> str:
    """What a request for a page of a list bears as its title: it is read as the recipe of that list says."""
    return f"recipe {number}"


def recipe_page(title: str | None) -> int | None:
    """Which page of a list a request with this title asks for; None where no recipe made it."""
    found = _NUMBERED.fullmatch(title or "")
    return int(found[1]) if found else None


def hole(first: int, step: int) -> str:
    """What stands in a template where the number of a page is to be."""
    return f"{{page:{first}:{step}}}"


def members(template: str) -> list[str]:
    """The members of a row that the template of an address names."""
    return _MEMBER.findall(template)


def address_of(template: str, row: Mapping[str, Any]) -> str | None:
    """The address of a row; None where the row lacks a member."""
    values = {name: row.get(name) for name in members(template)}
    if not values or any(
        not isinstance(v, str | int) or isinstance(v, bool) or v == "" for v in values.values()
    ):
        return None
    return _MEMBER.sub(lambda name: str(values[name[1]]), template)


def may_send(header: str) -> bool:
    """Whether a header that a script set may be sent by the crawl."""
    return bool(_HEADER.fullmatch(header)) and not _NEVER_SENT.match(header)


def of_json(said: Any) -> Recipe:
    """A recipe as `to_json` writes it; whoever wrote it, it is checked.

    :raises RecipeError: it is none.
    """
    known = known_members(said, Recipe)
    token = known.pop("token", None)
    if not known.get("list") or not known.get("url"):
        raise RecipeError("a recipe needs list and url")
    recipe = Recipe(**typed(known))
    if bool(recipe.title) != bool(recipe.address):
        raise RecipeError("title and address go together")
    if not 0 <= recipe.size <= 10_000 or not 1 <= recipe.begin <= 3:
        raise RecipeError("size is 0 to 10000, begin 1 to 3")
    if token is not None:
        asked = known_members(token, Token)
        if not asked.get("url"):
            raise RecipeError("a token needs url")
        recipe = replace(recipe, token=Token(**typed(asked)))
    check(recipe)
    if recipe.token is not None:
        check(recipe.token)
    return recipe


class Asking(Protocol):
    """What says of a request where it goes, and with which headers."""

    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...


def check(part: Asking) -> None:
    """A request of a recipe may be sent.

    :raises RecipeError: it may not.
    """
    for name, value in part.headers:
        if not may_send(name) or not value.isascii():
            raise RecipeError(f"the header {name[:60]!r} is not one that may be sent")
    if urlsplit(part.url).scheme not in ("", "http", "https"):
        raise RecipeError(f"url {part.url!r} is no address of the web")


def known_members(said: Any, of: type[Any]) -> dict[str, Any]:
    """The members of a recipe as it is written, of the names that a kind of recipe has.

    :raises RecipeError: there are others.
    """
    if not isinstance(said, dict):
        raise RecipeError("a recipe is an object")
    names = {field.name for field in fields(of)}
    if stray := next((name for name in said if name not in names), None):
        raise RecipeError(f"there is no member {str(stray)[:60]!r}; {', '.join(sorted(names))}")
    return dict(said)


def typed(said: dict[str, Any]) -> dict[str, Any]:
    """The members with the types that they must have."""
    checks = {
        "headers": _pairs,
        "rows": _path,
        "pages": _path,
        "total": _path,
        "path": _path,
        "text": _path,
        "size": _number,
        "begin": _number,
    }
    return {name: checks.get(name, _text)(name, value) for name, value in said.items() if value is not None}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise RecipeError(f"{name} is no text of at most {LONGEST} printable characters")
    return value


def _number(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RecipeError(f"{name} is no number")
    return value


def _path(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_STEPS:
        raise RecipeError(f"{name} is no list of at most {MOST_STEPS} steps")
    return tuple(_text(name, step) for step in value)


def _pairs(name: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_HEADERS:
        raise RecipeError(f"{name} is no list of at most {MOST_HEADERS} headers")
    pairs = [_path(name, pair) for pair in value]
    if any(len(pair) != 2 for pair in pairs):
        raise RecipeError(f"{name} has pairs of name and value")
    return tuple((pair[0], pair[1]) for pair in pairs)
