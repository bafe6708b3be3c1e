"""One file to one Reading: choose the reader, find who and when, read the tables, work out the checks."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from parsers.checks.checks import checks_of
from parsers.checks.narrative import narrative_of
from parsers.facts.report_facts import ReportFacts, identify, period_stated
from parsers.lexicon.normalize import squeeze
from parsers.lexicon.sections import sections_of
from parsers.model import (
    PARSER_VERSION,
    SCHEMA_VERSION,
    Context,
    Document,
    Evidence,
    Grid,
    Issue,
    Line,
    Reading,
    Region,
    Section,
    Source,
    Unreadable,
)
from parsers.readers.registry import read_document
from parsers.tables.figures import Tables, read_tables
from parsers.tables.ledger import Ledger
from parsers.tables.second_report import first_report

_FORM_SECTIONS = 3
_OLD_WORDS = ("概述", "主动公开", "依申请公开", "收费", "复议", "诉讼", "问题")
_SHORTEST_NARRATIVE = 300


def parse_report(
    data: bytes | str | Path, *, context: Context | None = None, name: str | None = None
) -> Reading:
    """Read one report.

    :param data: the file's bytes, or its path, or text.
    :param context: what is known beside the bytes (address, link text, the portal's region).
    :param name: what to call the source in the result; the path where `data` is one.
    :raises Unreadable: the bytes are no document of a kind that is read here; the message says what they are.
    """
    return parse_with_ledger(data, context=context, name=name)[0]


def parse_with_ledger(
    data: bytes | str | Path, *, context: Context | None = None, name: str | None = None
) -> tuple[Reading, Ledger]:
    """Read one report as `parse_report` does; beside the reading, the books of its tables."""
    context = context or Context()
    if isinstance(data, Path):
        name, data = name or str(data), read_file(data)
    raw = data.encode() if isinstance(data, str) else data
    document = read_document(raw, context.url)
    return _reading(
        document, context, Source(name, context.url, hashlib.sha256(raw).hexdigest(), document.media_type)
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    :raises Unreadable: there is no such file, or it cannot be read; the message says why in one line.
    """
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise Unreadable(f"{path} is a directory; name a file in it") from None
    except FileNotFoundError:
        raise Unreadable(f"{path} does not exist") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None


def _reading(page: Document, context: Context, source: Source) -> tuple[Reading, Ledger]:
    document, second = first_report(page)
    who = identify(document, context)
    tables = read_tables(document.blocks, who.year)
    sections = sections_of(document.blocks)
    narrative = narrative_of(document.lines(), who.year)
    is_report, why = _is_report(document, who, tables, sections)
    publisher = who.publisher
    checks = checks_of(
        tables.figures,
        tables.form,
        narrative,
        document.lines(),
        publisher.level if publisher else None,
        publisher.kind if publisher else None,
    )
    said = [second] if second else []
    issues = [*said, *document.issues, *tables.issues, *_missing_issues(document, who, tables, is_report)]
    reading = Reading(
        schema=SCHEMA_VERSION,
        parser=PARSER_VERSION,
        source=source,
        is_report=is_report,
        title=who.title,
        publisher=publisher.name if publisher else None,
        publisher_printed=publisher.printed if publisher else None,
        publisher_kind=publisher.kind if publisher else None,
        level=publisher.level if publisher else None,
        region=publisher.region if publisher else Region(),
        posted_by=who.posted_by,
        report_year=who.year,
        published_on=who.published_on,
        form=tables.form,
        forms=tables.forms,
        evidence={**who.evidence, "is_report": why},
        sections=sections,
        figures=tuple(tables.figures),
        narrative=narrative,
        checks=checks,
        issues=tuple(issues),
        attachments=document.attachments,
        content_sha256=content_hash(page),
    )
    return reading, tables.ledger


def _is_report(
    document: Document, who: ReportFacts, tables: Tables, sections: tuple[Section, ...]
) -> tuple[bool, Evidence]:
    """The title may refuse; the body decides. A blank form under a notice is no report, an empty page is none either."""
    called = who.called_report
    if _refuses(who, tables):
        return False, Evidence("title", who.title or "")
    headings = {s.key for s in sections if s.key}
    many = len(headings) >= _FORM_SECTIONS
    printed = sum(f.state != "missing" for f in tables.figures)
    known = called or who.year
    if printed and (known or many):
        return True, Evidence("tables", f"{printed} figures of the form {tables.form}")
    if many and known:
        return True, Evidence("headings", ", ".join(sorted(headings)))
    told = _told(document, headings) if called and who.year else None
    return (True, told) if told else (False, Evidence("body", _lacking(called, printed, headings)))


def _refuses(who: ReportFacts, tables: Tables) -> bool:
    """Whether the title says that it is none; the whole form may stand under it all the same."""
    return who.called_report is False and not (who.form_decides and _prints_every_table(tables))


def _prints_every_table(tables: Tables) -> bool:
    """Whether each table of the form has more figures than not."""
    printed = Counter(f.key.partition(".")[0] for f in tables.figures if f.state == "value")
    every = Counter(f.key.partition(".")[0] for f in tables.figures)
    return {"t2", "t3", "t4"} <= printed.keys() and all(printed[t] > every[t] / 2 for t in ("t3", "t4"))


def _lacking(called: bool | None, printed: int, headings: set[str]) -> str:
    """Why a document is refused: what it has of a report, and what it lacks."""
    if not printed and not headings:
        return (
            "neither tables nor headings of a report"
            if not called
            else "the title of a report and nothing of one"
        )
    if printed and headings:
        has = f"{printed} figures of the form and {len(headings)} of its chapters"
    else:
        has = f"{printed} figures of the form" if printed else f"{len(headings)} of its chapters"
    return f"{has} are read, but no title or sentence names a report of a year"


def _told(document: Document, headings: set[str]) -> Evidence | None:
    """What makes a document under the title of a report one, though it prints nothing of the form."""
    if any(a.role for a in document.attachments):
        return Evidence("attachments", document.attachments[0].name)
    if headings:
        return Evidence("headings", ", ".join(sorted(headings)))
    text = squeeze("".join(line.text for line in document.lines()))
    if len(text) >= _SHORTEST_NARRATIVE and sum(word in text for word in _OLD_WORDS) >= 3:
        return Evidence("narrative", f"{len(text)} characters under the title of a report")
    return None


def _missing_issues(document: Document, who: ReportFacts, tables: Tables, is_report: bool) -> list[Issue]:
    """What a reader would miss: no publisher, no year, no tables though the form has them."""
    if not is_report:
        return []
    found = []
    if who.year is None:
        found.append(Issue("no_year", "the report year is printed nowhere on the page"))
    elif (stated := period_stated(document)) and stated[0] != who.year:
        message = f"the report is called that of {who.year}, the period it states is of {stated[0]}"
        found.append(Issue("year_disputed", message, stated[1]))
    if who.publisher is None:
        found.append(Issue("no_publisher", "the publisher is printed nowhere on the page"))
    elif who.evidence["publisher"].source.startswith("meta:"):
        message = f"the report names no publisher; who posted it is taken: {who.publisher.printed}"
        found.append(Issue("publisher_assumed", message))
    unread = tables.form is None and any(issue.code == "row_unread" for issue in document.issues)
    if not unread and (lacking := _tables_lacking(tables)) and (who.year or 0) >= 2014:
        named = ", ".join(a.name for a in document.attachments) or "no attachment is linked"
        found.append(Issue("tables_missing", f"the page prints no {lacking}; {named}"))
    return found


def _tables_lacking(tables: Tables) -> str:
    """What is absent of the tables that the form has; empty where each has a figure or the place for one."""
    if tables.form is None:
        return "statistics tables"
    states: dict[str, set[str]] = {}
    for figure in tables.figures:
        states.setdefault(figure.key.partition(".")[0], set()).add(figure.state)
    lacking = [f"table {key[1:]}" for key, found in states.items() if found == {"missing"}]
    return " and no ".join(lacking)


def content_hash(document: Document) -> str:
    """Hash over the ordered blocks: lines and cell texts without blanks. Boilerplate, markup and addresses are not in it."""
    digest = hashlib.sha256()
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Line) else [c.text for c in block.cells()]
        mark = "G" if isinstance(block, Grid) else "L"
        digest.update("".join([f"{mark}{squeeze(text)}\0" for text in texts]).encode())
    return digest.hexdigest()
