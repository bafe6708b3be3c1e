"""A person at a browser, played: goes by printed links, and asks what the scripts of a page would ask.

It proves that a template is fair: what it asks has to be printed somewhere in what it was given.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tests.crawler.foreign.web import PORT

_LINK = re.compile(r"<a\b[^>]*?href=[\"']?([^\"'\s>]+)[^>]*>(.*?)</a>", re.S)
_SCRIPT = re.compile(r"<(?:script|frame|iframe)\b[^>]*?src=[\"']([^\"']+)", re.I)
_LIBRARY = re.compile(r"jquery-[\d.]+\.min\.js$")
_WORD = re.compile(r"[\w-]+")
_HOPS = 4


class UnfairError(AssertionError):
    """The template does not print what its own visitor needs."""


@dataclass
class Shown:
    """A page as it was received; `code` is its text with that of the scripts and frames that it loads."""

    url: str
    text: str
    code: str
    raw: bytes = b""

    def links(self) -> list[tuple[str, str]]:
        """Addresses and words of the links in the HTML."""
        found = _LINK.findall(self.text)
        urls = [(urljoin(self.url, unescape(h)), re.sub(r"<[^>]+>", "", w).strip()) for h, w in found]
        return [(url, words) for url, words in urls if url.startswith("http")]

    def json(self) -> Any:
        """The page, read as JSON."""
        return json.loads(self.text)


class Browser:
    """Connected to one port; keeps cookies a host, and says where it comes from."""

    def __init__(self, port: int, home: str) -> None:
        self._port = port
        self._cookies: dict[str, dict[str, str]] = {}
        self._home = home.replace(PORT, f":{port}")
        self._known = ""

    def home(self) -> Shown:
        """The portal's home page."""
        return self.go(self._home)

    def go(self, url: str, since: Shown | None = None, form: Mapping[str, Any] | None = None) -> Shown:
        """A page by its address, as from the page `since`; its scripts and frames are loaded too."""
        shown = self._get(url, since, urlencode(form) if form is not None else None)
        for source in _SCRIPT.findall(shown.text):
            if "://" not in source and not _LIBRARY.search(source):
                shown.code += self._get(urljoin(shown.url, unescape(source)), shown).text
        self._known += shown.code
        return shown

    def follow(self, page: Shown, words: str) -> Shown:
        """The page behind the first link with these words in it."""
        for url, said in page.links():
            if words in said:
                return self.go(url, page)
        raise UnfairError(f"{page.url}: no link {words}")

    def walk(self, *words: str) -> Shown:
        """From the home page through links with these words."""
        page = self.home()
        for step in words:
            page = self.follow(page, step)
        return page

    def disclosure(self) -> Shown:
        """The disclosure page: the fourth entry of the menu."""
        page = self.home()
        return self.go(next(u for u, w in page.links() if "公开" in w), page)

    def ask(self, page: Shown, path: str, form: Mapping[str, Any] | None = None, body: Any = None) -> Shown:
        """What a script of the page asks; `form` or JSON `body` make it a POST.

        :raises UnfairError: a part of it stands nowhere in what was received so far.
        """
        self.printed(path, page)
        for name, value in {**(form or {}), **(body if isinstance(body, dict) else {})}.items():
            self.printed(name, page)
            if not str(value).isdigit() or len(str(value)) > 3:
                self.printed(str(value) if not isinstance(value, dict) else "", page)
        sent = json.dumps(body) if body is not None else urlencode(form) if form is not None else None
        answer = self._get(urljoin(page.url, path), page, sent)
        self._known += answer.text
        return answer

    def addresses(self, page: Shown, paths: Iterable[str]) -> Iterator[str]:
        """Paths that an answer holds, as addresses."""
        return (urljoin(page.url, path) for path in paths)

    def printed(self, text: str, page: Shown) -> None:
        """Check that every word of a text (small numbers aside) has been received."""
        for word in _WORD.findall(text):
            small = word.isdigit() and len(word) < 3
            if not small and word not in page.code and word not in self._known:
                parts = [p for p in re.split(r"[_-]", word) if p and not p.isdigit()]
                if not parts or any(p not in page.code and p not in self._known for p in parts):
                    raise UnfairError(f"{page.url}: {word} is printed nowhere")

    def _get(self, url: str, since: Shown | None = None, body: str | None = None) -> Shown:
        for _ in range(_HOPS):
            status, location, raw = self._once(url, since, body)
            if status not in (301, 302):
                break
            url, body = urljoin(url, location), None
        if status != 200:
            raise UnfairError(f"{url}: {status}")
        text = _decoded(raw)
        return Shown(url, text, text, raw)

    def _once(self, url: str, since: Shown | None, body: str | None) -> tuple[int, str, bytes]:
        parts = urlsplit(url)
        host = parts.netloc
        jar = self._cookies.setdefault(host, {})
        headers = {"Host": host, "User-Agent": "oracle"}
        if jar:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in jar.items())
        if since is not None:
            headers["Referer"] = since.url
        if body is not None:
            kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET" if body is None else "POST", target, body, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                jar[key] = kept
        return answer.status, answer.headers.get("Location", ""), raw


def _decoded(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        return ""  # a file: nothing to click on
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030")
