"""How a host wants its addresses spelled: https for http, www. or none. One redirect a host is enough to learn it."""

from __future__ import annotations

from urllib.parse import urlsplit


class Origins:
    """Origins (scheme and host) that sent their reader to another spelling of the very same address."""

    def __init__(self) -> None:
        self._moved: dict[str, str] = {}

    def learn(self, url: str, target: str) -> None:
        """`url` redirected to `target`, which has the same canonical address."""
        asked, led = urlsplit(url), urlsplit(target)
        if (asked.path or "/", asked.query) == (led.path or "/", led.query):
            self._moved[_origin(url)] = _origin(target)

    def forget(self) -> None:
        """A request failed, perhaps because of what was learned."""
        self._moved.clear()

    def apply(self, url: str) -> str:
        """The address as its host is known to want it."""
        origin = _origin(url)
        moved = self._moved.get(origin)
        return moved + url[len(origin) :] if moved else url


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
