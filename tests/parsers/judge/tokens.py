"""Damage to the tags of a page, anywhere between its tokens; no text that is printed is ever changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_TOKEN = re.compile(r"<!--.*?-->|<[!/]?[A-Za-z][^>]*>|[^<]+|<", re.S)
_QUOTED = re.compile(r'(\w+)="([^"]*)"')
INSERTED = (
    "<b>", "<strong>", "<i>", "<u>", "<font size=2>", "<span>", '<span style="font-size:14px">', "<form>",
    '<form action="/s">', "<a>", '<a href="/x.html">', "<label>", "<div>", "<center>", "<p>", "<h3>", "<li>", "<ul>",
    "<table>", "<tbody>", "<tr>", "<td>", "<th>", "<caption>", "<select>", "<option>", "<style>", "<br>", "<hr>",
    '<img src="/a.gif">', '<input type="hidden" value="7">', "<o:p>", "<nobr>", "<button>", "<!-- x -->", "<!--",
    "</table>", "</tbody>", "</tr>", "</td>", "</div>", "</p>", "</form>", "</b>", "</strong>", "</span>", "</a>",
    "</body>", "</html>", "</br>", "</o:p>", "</h3>",
)  # fmt: skip
"""Tags put in, each alone: what it opens stays open, what it closes may be another's."""
Tokens = list[str]
Damage = Callable[[Tokens, random.Random], str | None]


def tokens_of(source: str) -> Tokens:
    """The tags, comments and texts of a page, in order; joined they are the page."""
    return _TOKEN.findall(source)


def damaged(source: str, rng: random.Random) -> tuple[str, list[str]]:
    """A page damaged at one to three places, and what was done to it; a damage is named by its kind and its tag."""
    tokens = tokens_of(source)
    done: list[str] = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kind = rng.choices(tuple(KINDS), weights=(12, 4, 3, 2, 2))[0]
        name = KINDS[kind](tokens, rng)
        if name is not None:
            done.append(f"{kind} {name}")
    return "".join(tokens), done


def _place(tokens: Tokens, rng: random.Random) -> int:
    """Mostly between the first tag and the last of the tables, else anywhere in the body."""
    tables = [at for at, token in enumerate(tokens) if "table" in token[:8]]
    body = next((at for at, token in enumerate(tokens) if token.startswith("<body")), 0)
    first, last = (
        (tables[0], tables[-1] + 1) if tables and rng.random() < 0.85 else (body + 1, len(tokens) - 1)
    )
    return rng.randrange(first, last + 1)


def _near(tokens: Tokens, rng: random.Random, wanted: Callable[[str], bool]) -> int | None:
    """A token of a kind, the next one behind a random place."""
    start = _place(tokens, rng)
    order = [*range(start, len(tokens)), *range(start)]
    return next((at for at in order if wanted(tokens[at])), None)


def _name(token: str) -> str:
    found = re.match(r"</?[\w:]+", token)
    return f"{found[0]}>" if found else token


def insert(tokens: Tokens, rng: random.Random) -> str | None:
    tag = rng.choice(INSERTED)
    tokens.insert(_place(tokens, rng), tag)
    return tag


def drop_end(tokens: Tokens, rng: random.Random) -> str | None:
    at = _near(tokens, rng, lambda token: token.startswith("</"))
    return None if at is None else _name(tokens.pop(at))


def double_end(tokens: Tokens, rng: random.Random) -> str | None:
    at = _near(tokens, rng, lambda token: token.startswith("</"))
    if at is None:
        return None
    tokens.insert(at, tokens[at])
    return _name(tokens[at])


def drop_start(tokens: Tokens, rng: random.Random) -> str | None:
    at = _near(tokens, rng, lambda token: re.match(r"<[a-z]", token) is not None)
    return None if at is None else _name(tokens.pop(at))


def break_attribute(tokens: Tokens, rng: random.Random) -> str | None:
    """An attribute loses its first quote, its last, or both."""
    at = _near(tokens, rng, lambda token: token.startswith("<") and _QUOTED.search(token) is not None)
    if at is None:
        return None
    first, last = rng.choice((("", '"'), ('"', ""), ("", "")))
    name = _name(tokens[at])
    tokens[at] = _QUOTED.sub(lambda m: f"{m[1]}={first}{m[2]}{last}", tokens[at], count=1)
    return f"{name} {first or '-'}{last or '-'}"


KINDS: dict[str, Damage] = {
    "insert": insert,
    "drop_end": drop_end,
    "double_end": double_end,
    "drop_start": drop_start,
    "break_attribute": break_attribute,
}
