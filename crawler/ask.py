"""A request that a page's script would make: an address, perhaps a form, and which page of a list it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

PAGE_NAME = re.compile(
    r"^(?:page(?:_?(?:index|no|num|number|now))?|(?:cur(?:rent|r)?|this|now)_?page(?:no|num|index)?|pn)$",
    re.I,
)
"""Names of the parameter that counts the pages of a list."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `form`: urlencoded body of a POST, None asks by GET."""

    url: str
    form: str | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """Of the query and of the form."""
        return dict(_pairs(urlsplit(self.url).query) + _pairs(self.form or ""))

    @property
    def number(self) -> int | None:
        """Which page is asked for; None where the request has no such parameter."""
        found = (value for name, value in self.parameters.items() if PAGE_NAME.match(name))
        return next((int(v) for v in found if v.isdecimal()), None)

    def page(self, number: int) -> Ask:
        """The same request for another page."""
        return self.replace({name: str(number) for name in self.parameters if PAGE_NAME.match(name)})

    def replace(self, values: dict[str, str]) -> Ask:
        """The same request with other values of parameters that it has."""
        parts = urlsplit(self.url)
        url = parts._replace(query=_with(parts.query, values)).geturl()
        return Ask(url, None if self.form is None else _with(self.form, values))


def join(base: str, address: str) -> str | None:
    """The address as a browser resolves it on a page at `base`; None for what is no address."""
    try:
        url = urljoin(base, address.strip())
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _with(query: str, values: dict[str, str]) -> str:
    return urlencode([(name, values.get(name, value)) for name, value in _pairs(query)])
