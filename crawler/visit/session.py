"""What a browser sends beside an address: the cookies that this host set, and the page that linked.

The jar lives as long as its visit, in memory; neither the archive nor its WARC files ever hold a cookie. Each host
gets back what it set itself and nothing else, whatever `Domain` its cookies name. What a challenge sets is not kept
(the spider does not hand it in), so that none is answered by accident.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from crawler.visit.http_date import http_date

LONGEST_COOKIE = 4_096
COOKIES_OF_A_HOST, HOSTS = 50, 50
LONGEST_HEADER = 8_000
"""Bytes of one cookie, cookies of a host, hosts of a visit, bytes of what is sent: as browsers and servers have it."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_VALUE = re.compile(r"[!-:<-~ ]{0,4096}")
"""Printable ASCII without semicolon: nothing in it can begin another header."""
_AGE = re.compile(r"-?[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class _Cookie:
    """`until`: seconds of the epoch after which it is not sent; None lasts for the visit."""

    value: str
    secure: bool
    until: float | None


class Session:
    """One visit's jar, host by host, and its Referer."""

    def __init__(self) -> None:
        self._jars: dict[str, dict[tuple[str, str], _Cookie]] = {}
        """Host name -> (path, name) -> cookie, in the order in which they were set."""
        self.changed_by_last = False
        """Whether the last answer gave a cookie another value: what an address shows may be another thing now."""
        self.set_by_last = False
        """Whether the last answer set a cookie: then a redirect to itself means *come again with it*."""

    def learn(self, url: str, lines: Iterable[bytes]) -> None:
        """The `Set-Cookie` headers of an answer from `url`."""
        parts = urlsplit(url)
        self.set_by_last = self.changed_by_last = False
        for line in lines:
            self._set(parts.hostname or "", parts.path, line.decode("latin-1"))

    def headers(self, url: str, parent: str | None) -> dict[str, str]:
        """`Cookie` and `Referer` of a request to `url` that `parent` links, as far as there are any."""
        found = {"Cookie": self._cookies(url), "Referer": referer(url, parent)}
        return {name: value for name, value in found.items() if value}

    def _set(self, host: str, path: str, line: str) -> None:
        read = _read(path, line)
        if read is None:
            return
        place, cookie = read
        jar = self._jars.get(host, {})
        if cookie.until is not None and cookie.until <= time.time():
            jar.pop(place, None)
        elif (place in jar or len(jar) < COOKIES_OF_A_HOST) and (
            host in self._jars or len(self._jars) < HOSTS
        ):
            self.changed_by_last |= place not in jar or jar[place].value != cookie.value
            jar[place] = cookie
            self._jars[host] = jar
            self.set_by_last = True

    def _cookies(self, url: str) -> str:
        parts = urlsplit(url)
        jar, now, sent, size = self._jars.get(parts.hostname or "", {}), time.time(), [], 0
        for (path, name), cookie in sorted(jar.items(), key=lambda item: -len(item[0][0])):
            if cookie.until is not None and cookie.until <= now:
                continue
            if (cookie.secure and parts.scheme != "https") or not _below(parts.path or "/", path):
                continue
            size += len(name) + len(cookie.value) + 3
            if size <= LONGEST_HEADER:
                sent.append(f"{name}={cookie.value}")
        return "; ".join(sent)


def referer(url: str, parent: str | None) -> str | None:
    """The page that linked, as browsers tell it: whole to its own origin, by its origin to others, and nothing of a
    secure page to one that is not."""
    if not parent:
        return None
    here, there = urlsplit(url), urlsplit(safe_url_string(parent))
    if there.scheme not in ("http", "https") or (there.scheme, here.scheme) == ("https", "http"):
        return None
    netloc = there.netloc.rpartition("@")[2]
    if (there.scheme, netloc) != (here.scheme, here.netloc):
        return f"{there.scheme}://{netloc}/"
    return there._replace(netloc=netloc, path=there.path or "/", fragment="").geturl()


def _read(path: str, line: str) -> tuple[tuple[str, str], _Cookie] | None:
    """(path, name) and the rest of a cookie that a page at `path` set; None for what is none, or is too long."""
    if len(line) > LONGEST_COOKIE:
        return None
    pair, *rest = line.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    if not (equals and _NAME.fullmatch(name) and _VALUE.fullmatch(value)):
        return None
    said = {k.strip().lower(): v.strip() for k, _, v in (attribute.partition("=") for attribute in rest)}
    where = said.get("path", "")
    below = where if where.startswith("/") else path.rpartition("/")[0] or "/"
    return (below, name), _Cookie(value, "secure" in said, _until(said))


def _until(said: dict[str, str]) -> float | None:
    """The end that a cookie's attributes name, `Max-Age` before `Expires`."""
    if _AGE.fullmatch(said.get("max-age", "")):
        return time.time() + int(said["max-age"])
    end = http_date(said.get("expires", ""))
    return end.timestamp() if end is not None else None


def _below(asked: str, path: str) -> bool:
    """Whether a request for the path `asked` carries a cookie of `path` (RFC 6265, 5.1.4)."""
    return asked == path or asked.startswith(path if path.endswith("/") else path + "/")
