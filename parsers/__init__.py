"""Bytes in, `Reading` out: the reader of annual disclosure reports.

Pure functions only: no network, no database, no clock. `parse_report` reads a file whole; `outline` is the cheap look
that the crawler steers by; `Resolver` leads a figure's locator back to its cell; `fields` lists what the forms have.

Where things go: a new kind of file is a reader in `readers/` and a line in its registry; a new year's
form is a file in `forms/`; a new wording of a label is a core in `forms/labels.toml`; a new piece of site boilerplate
is a line in `data/boilerplate.toml`.

The front door opens what is asked for: who wants the types or a single question answered does not load every reader.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.forms import FieldInfo
    from parsers.forms.catalogue import fields
    from parsers.model import (
        PARSER_VERSION,
        Attachment,
        Check,
        Context,
        Evidence,
        Figure,
        Issue,
        Link,
        NarrativeFigure,
        Outline,
        Reading,
        Region,
        Section,
        Unreadable,
    )
    from parsers.page.outline import outline
    from parsers.parse import parse_report
    from parsers.readers.html.tree import html_tree
    from parsers.readers.media_type import media_type
    from parsers.readers.registry import Resolver, resolve
    from parsers.tables.ledger import Ledger

__all__ = [
    "PARSER_VERSION",
    "Attachment",
    "Check",
    "Context",
    "Evidence",
    "FieldInfo",
    "Figure",
    "Issue",
    "Ledger",
    "Link",
    "NarrativeFigure",
    "Outline",
    "Reading",
    "Region",
    "Resolver",
    "Section",
    "Unreadable",
    "fields",
    "html_tree",
    "media_type",
    "outline",
    "parse_report",
    "resolve",
]

_HOMES = {
    "parsers.forms": ("FieldInfo",),
    "parsers.forms.catalogue": ("fields",),
    "parsers.model": (
        "Attachment",
        "Check",
        "Context",
        "Evidence",
        "Figure",
        "Issue",
        "Link",
        "NarrativeFigure",
        "Outline",
        "PARSER_VERSION",
        "Reading",
        "Region",
        "Section",
        "Unreadable",
    ),
    "parsers.page.outline": ("outline",),
    "parsers.parse": ("parse_report",),
    "parsers.readers.html.tree": ("html_tree",),
    "parsers.readers.media_type": ("media_type",),
    "parsers.readers.registry": (
        "Resolver",
        "resolve",
    ),
    "parsers.tables.ledger": ("Ledger",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
