"""Bytes in, `Reading` out: the reader of annual disclosure reports.

Pure functions only: no network, no database, no clock. `parse_report` reads a file whole; `outline` is the cheap look
that the crawler steers by; `Resolver` leads a figure's locator back to its cell; `fields` lists what the forms have.

Where things go: a new kind of file is a reader in `readers/` and a line in its registry; a new year's
form is a file in `forms/`; a new wording of a label is a core in `forms/labels.toml`; a new piece of site boilerplate
is a line in `data/boilerplate.toml`.
"""

from parsers.forms import FieldInfo
from parsers.forms.catalogue import fields
from parsers.model import (
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
from parsers.parse import PARSER_VERSION, parse_report
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
