"""A request that a page's script would make: an address, perhaps a body, and which page of a list it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from archive import request_body

PAGE_NAME = re.compile(
    r"^(?:page(?:_?(?:index|no|num|number|now))?|(?:cur(?:rent|r)?|this|now)(?:_?page)?(?:no|num|index)?|pn)$",
    re.I,
)
"""Names of the parameter that counts the pages of a list."""
SIZE = re.compile(r"^(?:page_?)?(?:size|rows|limit)$|^per_?page$|^rn$", re.I)
"""Names of the parameter that says how many rows a page has at the most."""
NO_COUNTER = "-"
"""For the counter of a request that has no pages."""
_LAST_PART = re.compile(r"(?<![\w\-])[\w\-]{1,60}(?=\W{0,3}$)")
OFFSETS = {"pn": "rn", "offset": "limit"}
"""Parameters that count rows and not pages, where the size of a page stands beside them."""


def counts_pages(name: str) -> bool:
    """Whether a parameter is called as one that counts pages; of `page.currentPage` and `p[page]` the last part decides."""
    last = _LAST_PART.search(name)
    return bool(last and PAGE_NAME.match(last[0]))


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A request. `form`: body of a POST, urlencoded or JSON; None asks by GET. `counter`: the parameter that counts pages,
    where its name does not tell."""

    url: str
    form: str | None = None
    counter: str | None = None

    def _counts(self, name: str) -> bool:
        return name == self.counter or (self.counter not in self.parameters and counts_pages(name))

    @property
    def parameters(self) -> dict[str, str]:
        """Of the query and of the body."""
        return dict(
            parse_qsl(urlsplit(self.url).query, keep_blank_values=True, errors=request_body.RAW)
            + request_body.pairs(self.form or "")
        )

    @property
    def number(self) -> int | None:
        """Which page is asked for; None where the request has no such parameter."""
        values = self.parameters
        offset = self._offset
        if offset is not None:
            return int(values[offset]) // int(values[OFFSETS[offset]])
        found = (value for name, value in values.items() if self._counts(name))
        return next((int(v) for v in found if v.isdecimal()), None)

    @property
    def _offset(self) -> str | None:
        """The parameter that counts rows."""
        values = self.parameters
        numbers = {name for name, value in values.items() if value.isdecimal()}
        sized = (n for n, size in OFFSETS.items() if {n, size} <= numbers and int(values[size]))
        return next(sized, None)

    def page(self, number: int) -> ListRequest:
        """The same request for another page."""
        values = self.parameters
        offset = self._offset
        if offset is not None:
            return self.replace({offset: str(number * int(values[OFFSETS[offset]]))})
        return self.replace({name: str(number) for name in values if self._counts(name)})

    def replace(self, values: dict[str, str]) -> ListRequest:
        """The same request with other values of parameters that it has."""

        def change(name: str, value: str) -> str:
            return values.get(name, value)

        parts = urlsplit(self.url)
        query = parse_qsl(parts.query, keep_blank_values=True, errors=request_body.RAW)
        url = parts._replace(
            query=urlencode([(name, change(name, value)) for name, value in query], errors=request_body.RAW)
        ).geturl()
        form = None if self.form is None else request_body.changed(self.form, change)
        return ListRequest(url, form, self.counter)


def join(base: str, address: str) -> str | None:
    """The address as a browser resolves it on a page at `base`; None for what is no address."""
    try:
        url = urljoin(base, address.strip())
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def is_turned(url: str, form: str | None, other_url: str, other_form: str | None) -> bool:
    """Whether the second request is the first, which asks for page 0 or 1, with a higher number: pages of one list."""
    if urlsplit(url)._replace(query="") != urlsplit(other_url)._replace(query=""):
        return False
    mine, theirs = ListRequest(url, form).parameters, ListRequest(other_url, other_form).parameters
    other = [name for name in mine if mine[name] != theirs.get(name)]
    if mine.keys() != theirs.keys() or len(other) != 1:
        return False
    first, later = mine[other[0]], theirs[other[0]]
    return first in ("0", "1") and later.isdecimal() and int(later) > int(first)
