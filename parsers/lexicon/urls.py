"""Addresses of links, joined to their page's.

The standard library's urljoin folds the empty segments that some portals' addresses have (/html/1//2/…) and is slow
for pages of hundreds of links; the common cases are joined here by RFC 3986, section 5.2, the rest by urljoin.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

_WIDE = re.compile(r"[^\x00-\x7f]+")
_OF_UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
"""Encodings of pages whose links carry UTF-8."""
_BREAKS, _NO_HOST = re.compile(r"[\t\n\r]"), re.compile(r"^(https?):(?=/?(?!/))", re.I)
_ROUTE = re.compile(r"!?/\w")
_VALUE = re.compile(
    r"\??(?!(?:page|zoom|view|pagemode|toolbar|navpanes|nameddest|search|scrollbar|t|_t|timestamp|rnd|random)=)[\w.-]{1,40}=[^=]",
    re.I,
)
"""A name and a value; those of a viewer of PDF and those of a clock show nothing else."""
_SKIPPED = ("javascript:", "mailto:", "tel:", "data:", "about:", "ftp:", "file:", "vbscript:")


_YEAR = re.compile(
    r"[?&]fbtime=(20\d\d)\b"  # Hanweb's endpoint of annual reports, by year and organ
    r"|/(?:Openness|Xxgk)AnnualReport/year/\d+/(20\d\d)\b"
    r"|/public/column/\d+\?(?=[^#]{0,300}\btype=3\b)[^#]{0,300}\btitle=(20\d\d)\b"  # Lonsun: type 3 is the annual report
    r"|pntypepvnbpnnfpv(20\d\d)\."
)


def year_asked(url: str) -> int | None:
    """The report year that an address asks for, where its software keeps reports by year; dates and folders in an
    address are those of a posting or a migration and say nothing of the kind."""
    match = _YEAR.search(url)
    return int(next(filter(None, match.groups()))) if match else None


def encoded_query(target: str, encoding: str) -> str:
    """The address of a link with its query as a browser sends it: in the encoding of the page, if that is none of Unicode.

    URL standard, section 4.4, "query state"; the path is UTF-8 whatever the page is in.
    """
    if target.isascii() or encoding in _OF_UNICODE:
        return target
    path, mark, query = target.partition("?")
    return path + mark + _WIDE.sub(lambda wide: quote(wide[0], encoding=encoding, errors="replace"), query)


def _as_read(target: str, scheme: str) -> str:
    """The address of a link as a browser reads it: without line breaks, with slashes for backslashes before its query, and on the
    page's own host where it has the page's `scheme` and no host.

    URL standard, section 4.4; tools of the 2000s wrote `\\xxgk\\1.htm` and `http:/xxgk/1.htm`.
    """
    target = _BREAKS.sub("", target.strip())
    if "\\" in target and not target[:11].lower().startswith("javascript:"):
        path, mark, query = target.partition("?")
        target = path.replace("\\", "/") + mark + query
    bare = _NO_HOST.match(target)
    return target[bare.end() :] if bare and bare[1].lower() == scheme else target


def is_choice(fragment: str) -> bool:
    """Whether the mark behind an address tells a script which of several lists to show (`#unit=czj`), and is no place on a page."""
    return bool(_VALUE.match(fragment))


class Base:
    """The address that a page's links are relative to. `encoding`: what the page is written in."""

    def __init__(self, url: str, encoding: str = "utf-8") -> None:
        self.url = url
        self._encoding = encoding
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        path = parts.path or "/"
        self._folder = self._origin + path[: path.rfind("/") + 1]
        self._joined: dict[str, str | None] = {}
        """Targets of the page so far: a menu has each of its links several times."""

    def join(self, target: str) -> str | None:
        """The http(s) address of a link, without its fragment, unless that is the route of a program in the browser (`#/list/3`) or tells
        another page what to show; None for what is no address of a page."""
        if target not in self._joined:
            self._joined[target] = self._resolved(target)
        return self._joined[target]

    def _resolved(self, target: str) -> str | None:
        target, mark, fragment = _as_read(target, self._scheme).partition("#")
        if mark and (_ROUTE.match(fragment) or (target and is_choice(fragment))):
            joined = self._join(target) if target else self.url.partition("#")[0]
            return joined and f"{joined}#{fragment}"
        return self._join(target)

    def _join(self, target: str) -> str | None:
        lowered = target[:12].lower()
        if not target or lowered.startswith(_SKIPPED):
            return None
        target = encoded_query(target, self._encoding)
        if lowered.startswith(("http://", "https://")):
            return target
        if not self._origin:
            return target
        if target.startswith("//"):
            return f"{self._scheme}:{target}"
        if "." not in target[:1] and "/." not in target and ":" not in target:
            if target.startswith("/"):
                return self._origin + target
            if not target.startswith("?"):
                return self._folder + target
        try:
            joined = urljoin(self.url, target)
        except ValueError:
            return None
        return joined if joined.startswith(("http://", "https://")) else None
