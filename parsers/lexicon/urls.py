"""Addresses of links, joined to their page's.

The standard library's urljoin folds the empty segments that some portals' addresses have (/html/1//2/…) and is slow
for pages of hundreds of links; the common cases are joined here by RFC 3986, section 5.2, the rest by urljoin.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_SKIPPED = ("javascript:", "mailto:", "tel:", "data:", "#", "about:", "ftp:", "file:", "vbscript:")


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


class Base:
    """The address that a page's links are relative to."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        path = parts.path or "/"
        self._folder = self._origin + path[: path.rfind("/") + 1]

    def join(self, target: str) -> str | None:
        """The http(s) address of a link, without its fragment; None for what is no address of a page."""
        target = target.strip()
        lowered = target[:12].lower()
        if not target or lowered.startswith(_SKIPPED):
            return None
        if "#" in target:
            target = target.partition("#")[0]
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
