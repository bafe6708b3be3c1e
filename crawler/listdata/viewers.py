"""Viewers of files: a page that is told in its own address which file it shows (`viewer.html?file=/attach/1.docx`)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.page.list_request import join

_PAGE = re.compile(r"\.(?:html?|jspx?|aspx?|php|do)$|/$", re.I)
_NAMED = re.compile(r"(?:\.|%2e)(?:doc|pdf|wps|xls|et|ofd)", re.I)
"""What stands in each address of a viewer, and in few others."""
_FILE = re.compile(r"(?:^|/)[^/?#]+\.(?:docx?|pdf|wps|xlsx?|et|ofd)$", re.I)


def shown_file(url: str) -> str:
    """The address of the file that a viewer at this address shows; the address itself of anything else."""
    if "?" not in url or not _NAMED.search(url):
        return url
    parts = urlsplit(url)
    if not parts.query or not _PAGE.search(parts.path):
        return url
    files = (value for _, value in parse_qsl(parts.query) if "/" in value and _FILE.search(value))
    return next((joined for file in files if (joined := join(url, file))), url)
