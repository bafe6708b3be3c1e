"""A citation as text (GB/T 7714—2015, APA 7) and for reference managers (BibTeX, CSL-JSON, RIS).

Names and titles are what strangers printed: each format has its own escape, and none lets a text out of its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from nianbao.site.cite.citation import ARCHIVE, SAMPLE, Citation, plain

GB_MARK = {"report": "R/OL", "figure": "DS/OL", "publisher": "DB/OL", "comparison": "DS/OL"}
CSL_TYPE = {"report": "report", "figure": "dataset", "publisher": "dataset", "comparison": "dataset"}
RIS_TYPE = {"report": "RPRT", "figure": "DATA", "publisher": "DATA", "comparison": "DATA"}
APA_MARK = {
    "report": "Annual report on government information disclosure",
    "figure": "Data set",
    "publisher": "Data set",
    "comparison": "Data set",
}
TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {c: "\\" + c for c in "{}$&#%_"}
)
URL_SAFE = ":/?&=#%[]@!$'()*+,;~-._"


def gb(c: Citation) -> str:
    """GB/T 7714—2015 of an electronic source: the day of publication in round brackets, that of citing in square ones."""
    issued = f"({c.issued})" if c.issued else ""
    return f"{', '.join(c.authors)}. {_title(c)}[{GB_MARK[c.kind]}]. {issued}[{c.accessed}]. {c.url}. {c.version}."


def apa(c: Citation) -> str:
    """APA 7; the bracket says what it is and which version."""
    day = f"{c.accessed:%B} {c.accessed.day}, {c.accessed.year}"
    names = " & ".join(c.authors)
    return (
        f"{names}. ({_spoken(c.issued)}). {_title(c)} [{APA_MARK[c.kind]}; {c.version}]. {ARCHIVE}. "
        f"Retrieved {day}, from {c.url}"
    )


def bibtex(c: Citation) -> str:
    """One entry; an author is in braces of its own, so that a name of an office is not taken apart."""
    kind = "techreport" if c.kind == "report" else "misc"
    names = " and ".join(f"{{{_tex(name)}}}" for name in c.authors)
    fields = {
        "author": names,
        "title": f"{{{_tex(_title(c))}}}",
        "institution" if kind == "techreport" else "howpublished": _tex(
            c.authors[0] if kind == "techreport" else ARCHIVE
        ),
        "year": (c.issued or "")[:4],
        "date": c.issued or "",
        "urldate": str(c.accessed),
        "url": quote(c.url, safe=URL_SAFE),
        "version": _tex(c.version),
        "note": _tex(_note(c)),
        "language": "chinese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{nianbao-{c.kind}-{c.key[:12]},", *lines, "}", ""])


def csl(c: Citation) -> str:
    """CSL-JSON, as Zotero, pandoc and citeproc read it."""
    entry = {
        "id": f"nianbao-{c.kind}-{c.key[:12]}",
        "type": CSL_TYPE[c.kind],
        "title": _title(c),
        "author": [{"literal": name} for name in c.authors],
        "issued": {"date-parts": [_parts(c.issued)]} if c.issued else None,
        "accessed": {"date-parts": [_parts(str(c.accessed))]},
        "URL": c.url,
        "version": c.version,
        "archive": ARCHIVE,
        "language": "zh",
        "note": _note(c),
    }
    known = {name: value for name, value in entry.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def ris(c: Citation) -> str:
    """RIS: a tag a line, so that no value may hold a line break."""
    lines = [
        ("TY", RIS_TYPE[c.kind]),
        *(("AU", name) for name in c.authors),
        ("TI", _title(c)),
        ("PY", (c.issued or "")[:4]),
        ("DA", (c.issued or "").replace("-", "/")),
        ("Y2", str(c.accessed).replace("-", "/")),
        ("ET", c.version),
        ("UR", c.url),
        ("DB", ARCHIVE),
        ("LA", "zh"),
        ("N1", _note(c)),
    ]
    written = "".join(f"{tag}  - {plain(value)}\r\n" for tag, value in lines if value)
    return f"{written}ER  - \r\n"


def text(c: Citation) -> str:
    return f"{gb(c)}\n\n{apa(c)}\n"


FORMATS: dict[str, tuple[str, Callable[[Citation], str]]] = {
    "txt": ("text/plain", text),
    "bib": ("application/x-bibtex", bibtex),
    "json": ("application/vnd.citationstyles.csl+json", csl),
    "ris": ("application/x-research-info-systems", ris),
}
"""Ending of a download -> its media type, and what writes it."""


def _title(c: Citation) -> str:
    return f"[{SAMPLE}] {plain(c.title)}" if c.sample else plain(c.title)


def _note(c: Citation) -> str:
    return f"原文 / source: {plain(c.source)}" if c.source else ""


def _tex(value: str) -> str:
    return re.sub(r"\s+", " ", plain(value).translate(TEX))


def _parts(issued: str | None) -> list[int]:
    return [int(part) for part in (issued or "").split("-") if part.isdigit()]


def _spoken(issued: str | None) -> str:
    parts = _parts(issued)
    if len(parts) < 3:
        return str(parts[0]) if parts else "n.d."
    day = date(*parts)
    return f"{day.year}, {day:%B} {day.day}"
