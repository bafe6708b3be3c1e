"""One canonical address for all the spellings under which a portal shows the same page.

The canonical address is a key, not something to fetch: http for both schemes, no `www.`, none of the names and
endings of mobile copies, no port, no fragment but the route of a script, no session, parameters in order. A double slash inside the path stays, some portals need it
(`/html/1//2/151/`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from archive import request_body
from parsers.lexicon.urls import is_choice

_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/?#;]*", re.I)
_SESSION_PARAMS = frozenset(
    (
        *("jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "sessid"),
        *("ismobile", "_t", "timestamp", "rnd", "random"),
    )
)
_CLOCK = re.compile(r"0|[12]\d{9}|[12]\d{12}|20\d{6}(?:\d{4}|\d{6}|\d{9})?|.*\D.*|", re.A | re.S)
"""What a clock may say: seconds or thousandths of them since 1970, a day with its hour, anything that is no number."""
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml)$", re.I)
_MOBILE = re.compile(r"_wap(?=\.s?html?$)|(?<=/)m(?=post_\d+\.html$)", re.I)
_MOBILE_HOSTS = frozenset({"wap", "m", "3g", "mobile"})
_DOTS = re.compile(r"/\.(?=/|$)")
_PARENT = re.compile(r"/(?!\.\./)[^/]*/\.\.(?=/|$)")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=8192)
def host(url: str) -> str:
    """Host name of an address: lower case, no port, no `www.`. Empty where the address has none."""
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return name.removeprefix("www.")


def is_sample(url: str) -> bool:
    """Whether the address belongs to one of the project's own sample portals."""
    return host(url).endswith(".sample.localhost")


@lru_cache(maxsize=8192)  # a portal's menus stand on each of its pages
def canonicalize(url: str) -> str:
    """The key of an address: the same for two spellings of one page.

    :raises ValueError: it is no http address.
    """
    parts = urlsplit(url.strip())
    name = _desktop(host(url))
    if parts.scheme not in ("http", "https") or not name:
        raise ValueError(f"not an http address: {url!r}")
    query = _query(parts.query)
    path = _path(parts.path, bare=not query)
    is_route = parts.fragment.startswith(("/", "!")) or is_choice(parts.fragment)
    route = "#" + parts.fragment if is_route else ""
    return f"http://{f'[{name}]' if ':' in name else name}{path}{'?' + query if query else ''}{route}"


def _desktop(name: str) -> str:
    """The host of which `wap.` or `m.` is the mobile copy: `wap.yancheng.gov.cn`, but not `m.gov.cn`."""
    first, _, rest = name.partition(".")
    least = 2 if rest.endswith(".cn") else 1
    return rest if first in _MOBILE_HOSTS and rest.count(".") >= least else name


def is_mobile_copy(url: str, desktop: str) -> bool:
    """Whether an address lies on the mobile copy of the site at this host name."""
    name = host(url)
    return name != desktop and _desktop(name) == desktop


def of_copy(url: str) -> str:
    """The address of a page of a mobile copy whose key is its own, not that of the page at the same path of the site.

    A mark behind the address, which no server is sent, names the copy's host. Reports have no need of it: a report that
    stands at the same path is the same.
    """
    return f"{url.partition('#')[0]}#!{host(url).partition('.')[0]}"


def request_key(url: str, form: str | None = None) -> str:
    """The key of a request: that of its address, and for a POST of its form too.

    A form (urlencoded, or the names and values of JSON) is written into the query behind `__wb_method=POST`, as web
    archives index their POST requests, so that two forms sent to one address are two keys.

    :raises ValueError: it is no http address.
    """
    if form is None:
        return canonicalize(url)
    plain, mark = url.strip().partition("#")[0], "&" if urlsplit(url).query else "?"
    sent = (
        form
        if request_body.as_object(form) is None
        else urlencode(request_body.pairs(form), errors=request_body.RAW)
    )
    return canonicalize(f"{plain}{mark}__wb_method=POST&{sent}")


def _path(path: str, *, bare: bool) -> str:
    path = _SESSION_IN_PATH.sub("", _same_escapes(path)) or "/"
    path = _DOTS.sub("", path) or "/"
    while (shorter := _PARENT.sub("", path, count=1)) != path:
        path = shorter or "/"
    if bare:
        path = _INDEX.sub("/", _MOBILE.sub("", path))
    return path


def _same_escapes(path: str) -> str:
    """Escapes in upper case, none where none is needed, and one for each character that needs it."""

    def one(match: re.Match[str]) -> str:
        char = unquote(match.group(), errors="replace")
        return char if char in _PLAIN else match.group().upper()

    return quote(_ESCAPED.sub(one, path), safe="%/:;=@!$&'()*+,~")


def _query(query: str) -> str:
    # Bytes that are no UTF-8 stay as they are: the queries of a page in GB 2312 are in its encoding.
    pairs = parse_qsl(query, keep_blank_values=True, errors=request_body.RAW)
    if query and not pairs:
        return query
    if len(pairs) == 1 and pairs[0][0].lower() == "timestamp" and not _CLOCK.fullmatch(pairs[0][1]):
        return urlencode(pairs, errors=request_body.RAW)  # it names the page: a time would be none
    kept = sorted((k, v) for k, v in pairs if k.lower() not in _SESSION_PARAMS)
    return urlencode(kept, errors=request_body.RAW)
