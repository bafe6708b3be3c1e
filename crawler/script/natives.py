"""Functions of the browser and of common libraries, by name: those whose value follows from their arguments."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from archive.clock import day, system_clock
from crawler.script import methods
from crawler.script.values import (
    Function,
    Hole,
    Native,
    Nodes,
    Parameters,
    known,
    measured,
    number_of,
    plain,
    text_of,
)

NATIVES = frozenset(
    [
        "document",
        "location",
        "$",
        "jQuery",
        "JSON",
        "Math",
        "Object",
        "Array",
        "String",
        "Number",
        "Boolean",
        "console",
        "Base64",
        "history",
        "navigator",
        "localStorage",
        "sessionStorage",
        "URLSearchParams",
        "URL",
        "Date",
        "RegExp",
        "XMLHttpRequest",
    ]
)
Given = list[Any]
_BEGUN = re.compile(r"\s{0,20}[+-]?[0-9]{1,15}(?!\.?[0-9])")


def called(browser: Any, owner: str, name: str, given: Given) -> Any:
    """The value of `owner.name(given)`; a call that is not known may be a request."""
    if owner == "window" and name in ("$", "jQuery"):
        return query(browser, given)
    if name == "addEventListener" and browser.listen(given):
        return Hole(name)
    special = _SPECIAL.get((owner, name)) or _SPECIAL.get(("*", name) if owner != "console" else ("", ""))
    if special is not None:
        return special(browser, given)
    function = _PLAIN.get(name)
    if function is not None and given:
        return function(given)
    if owner == "Math":
        return _math(name, given)
    if owner == "document":
        return browser.elements.found_by(name, given)
    return (
        Hole(name)
        if owner in ("console", "history", "localStorage")
        else browser.unknown(name, given, jquery=owner in ("$", "jQuery"))
    )


def query(browser: Any, given: Given) -> Any:
    """`$(…)`: elements by a selector, a piece of HTML, or a function to call at once."""
    first = given[0] if given else None
    if isinstance(first, Function):
        browser.evaluator.call(first, [Native("$")], holes=True)
        return Hole()
    if isinstance(first, str):
        if first.lstrip()[:1] == "<":
            browser.write(first)
            return Hole("element")
        return browser.elements.select(plain(first), many=True)
    if isinstance(first, Native):
        return browser.elements.whole()
    return first if isinstance(first, Nodes) else Hole()


def made(browser: Any, name: str, given: Given) -> Any:
    """What `new` makes."""
    if name in ("URLSearchParams", "FormData"):
        return _sent(browser, given[0] if given else "")
    if name == "URL":
        asked = Parameters(parse_qsl(urlsplit(plain(text_of(given[0]))).query)) if given else Parameters()
        return {"searchParams": asked}
    if name == "Array":
        return [] if len(given) == 1 and isinstance(given[0], int) else given
    if name == "Object":
        return {}
    for value in given:
        if isinstance(value, dict):
            _component(browser, value)
    if name in ("Date", "RegExp", "XMLHttpRequest"):
        return Native("now") if name == "Date" and not given else Hole(name)
    return browser.unknown(name, given)


def _sent(browser: Any, first: Any) -> Parameters:
    """Parameters by name: of an object, of a form, or of the query of an address."""
    if isinstance(first, dict):
        return Parameters(first)
    if isinstance(first, Nodes):
        form = browser.elements.submitted(first)
        return Parameters(form[1]["fields"] if form else {})
    return Parameters(parse_qsl(plain(text_of(first)).lstrip("?"), keep_blank_values=True))


def _component(browser: Any, options: dict[str, Any]) -> None:
    """A component of Vue and its like: data, methods and what is called when it is made share one `this`."""
    data = options.get("data")
    this: dict[str, Any] = {}
    if isinstance(data, Function):
        data = browser.evaluator.call(data, [], this=this)
    this |= data if isinstance(data, dict) else {}
    inner = options.get("methods")
    this |= inner if isinstance(inner, dict) else {}
    for name in ("beforeCreate", "created", "beforeMount", "mounted", "ready"):
        function = options.get(name)
        if isinstance(function, Function):
            browser.evaluator.call(function, [], this=this)
    for function in this.values():
        if isinstance(function, Function) and not function.called:
            browser.evaluator.call(function, [], this=this, holes=True)


def decoded(text: str) -> Any:
    """The text within base64; Hole where it is none."""
    try:
        raw = base64.b64decode("".join(plain(text).split()) + "===", validate=False)
    except (binascii.Error, ValueError):
        return Hole("atob")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _parse_json(given: Given) -> Any:
    if not isinstance(given[0], str):
        return given[0] if known(given[0]) else Hole("json")
    try:
        return json.loads(plain(given[0]))
    except (ValueError, RecursionError):
        return Hole("json")


def _of_text(function: Callable[[str], Any]) -> Callable[[Given], Any]:
    return lambda given: function(given[0]) if isinstance(given[0], str) else given[0]


def _number(given: Given) -> Any:
    value = number_of(given[0]) if known(given[0]) else None
    return Hole(getattr(given[0], "name", "")) if value is None else value


def _whole(given: Given) -> Any:
    """The number with which a text begins, as `parseInt` reads it."""
    value = _number(given)
    begun = _BEGUN.match(plain(given[0])) if isinstance(value, Hole) and isinstance(given[0], str) else None
    if begun:
        return int(begun[0])
    return int(value) if isinstance(value, float) else value


def _parameters(given: Given) -> Any:
    if not isinstance(given[0], dict):
        return Hole("param")
    measured(given[0])
    return urlencode({plain(name): plain(text_of(value)) for name, value in given[0].items()})


def _merged(given: Given) -> Any:
    given = given[1:] if isinstance(given[0], bool) else given
    target = given[0] if given and isinstance(given[0], dict) else {}
    for value in given[1:]:
        target.update(value if isinstance(value, dict) else {})
    return target


_PLAIN: dict[str, Callable[[Given], Any]] = {
    "atob": lambda g: decoded(g[0]) if isinstance(g[0], str) else Hole("atob"),
    "decode": lambda g: decoded(g[0]) if isinstance(g[0], str) else Hole("decode"),
    "decodeURIComponent": _of_text(unquote),
    "decodeURI": _of_text(unquote),
    "unescape": _of_text(unquote),
    "encodeURIComponent": _of_text(lambda t: quote(t, safe="\x00\x01\x02\x03")),
    "encodeURI": _of_text(lambda t: t),
    "escape": _of_text(lambda t: t),
    "parse": _parse_json,
    "parseJSON": _parse_json,
    "stringify": lambda g: methods.dumped(g[0]) if known(g[0]) else g[0],
    "parseInt": _whole,
    "parseFloat": _number,
    "Number": _number,
    "String": lambda g: text_of(g[0]) if known(g[0]) else g[0],
    "trim": _of_text(str.strip),
    "param": _parameters,
    "extend": _merged,
    "assign": _merged,
    "isArray": lambda g: isinstance(g[0], list),
    "keys": lambda g: methods.keys(g[0]) if isinstance(g[0], dict) else Hole("keys"),
}


def _math(name: str, given: Given) -> Any:
    numbers = [number_of(value) if known(value) else None for value in given]
    if not numbers or None in numbers:
        return Hole(next((value.name for value in given if isinstance(value, Hole)), name))
    functions: dict[str, Callable[..., Any]] = {
        "ceil": math.ceil,
        "floor": math.floor,
        "round": round,
        "max": max,
        "min": min,
        "abs": abs,
    }
    return functions[name](*numbers) if name in functions else Hole(name)


def _each(browser: Any, given: Given) -> Any:
    found, function = ([*given, None, None])[:2]
    if not isinstance(function, Function):
        return found
    members = found.items() if isinstance(found, dict) else enumerate(methods.items(found) or ())
    said = [browser.evaluator.call(function, [k, v], this=v) for k, v in list(members)[:200]]
    if not said:
        browser.evaluator.loose += 1
        browser.evaluator.call(function, [], holes=True)
        browser.evaluator.loose -= 1
    return found


def _later(browser: Any, given: Given) -> Any:
    first = given[0] if given else None
    if isinstance(first, Function):
        browser.evaluator.call(first, [])
    elif isinstance(first, str):
        browser.evaluator.run(plain(first))
    return Hole("timer")


def _write(browser: Any, given: Given) -> Any:
    browser.write("".join(map(text_of, given)))
    return None


def _gone_to(browser: Any, given: Given) -> Any:
    if given:
        browser.go(given[0])
    return Hole("window")


def _this_year(browser: Any, given: Given) -> Any:
    """The year of the visitor's clock: menus of years are counted up to it."""
    return day(system_clock()).year


_SPECIAL: dict[tuple[str, str], Callable[[Any, Given], Any]] = {
    ("document", "write"): _write,
    ("document", "writeln"): _write,
    ("location", "replace"): _gone_to,
    ("location", "assign"): _gone_to,
    ("window", "open"): _gone_to,
    ("$", "each"): _each,
    ("jQuery", "each"): _each,
    ("window", "setTimeout"): _later,
    ("window", "setInterval"): _later,
    ("now", "getFullYear"): _this_year,
    ("location", "toString"): lambda browser, given: browser.url,
    ("window", "Array"): lambda browser, given: given,
}
