"""`nianbao diff`: two reports side by side, a year and the next, or two versions of one."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from archive import Archive
from archive.history import diff as differences
from nianbao.cli.common.archive import opened
from nianbao.cli.common.language import _
from nianbao.cli.common.listing import print_listing
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure

SHORTEST_KEY = 6
_FIND = """
select r.id as reading, p.title, p.key from reports p join readings r on r.id = p.reading_id where p.key like :k || '%'
union select r.id, r.title, v.key from versions v join readings r on r.version_id = v.id
    where v.key like :k || '%' and r.id = (select max(id) from readings where version_id = v.id)
"""


@click.command(epilog=HELP)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@data_option
@click.option("--html", "as_html", is_flag=True, help="A page of its own, on standard output.")
@click.option("--json", "as_json", is_flag=True, help="{a, b, cells {field: [a, b]}, text: a unified diff}.")
def diff(first: str, second: str, data: Path, as_html: bool, as_json: bool) -> None:
    """What differs between two reports or two versions, given by their keys (the first characters suffice).

    Cells that say the same are left out. `nianbao reports --json` and the site show the keys of reports.
    """
    with opened(data, read_only=True) as archive:
        a, b = _found(archive, first), _found(archive, second)
        cells = differences.figures(archive, a["reading"], b["reading"])
        text = differences.text(archive, a["reading"], b["reading"])
        labels = {row["key"]: row["zh"] for row in archive.rows("select key, zh from fields")}
    if as_json:
        said = {"a": a["title"], "b": b["title"], "cells": cells, "text": text}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    elif as_html:
        click.echo(_page(a["title"], b["title"], cells, text, labels))
    else:
        _show(a["title"], b["title"], cells, text, labels)


def _found(archive: Archive, given: str) -> Any:
    """The one reading that a key means."""
    if len(given) < SHORTEST_KEY or not given.isalnum():
        raise Failure(f"{given} is no key: give at least its first {SHORTEST_KEY} characters", Exit.USAGE)
    rows = archive.conn.execute(_FIND, {"k": given}).fetchall()
    if len(rows) != 1:
        if not rows:
            raise Failure(f"no report or version has a key that begins with {given}", Exit.USAGE)
        raise Failure(f"{len(rows)} reports or versions have a key that begins with {given}", Exit.USAGE)
    return rows[0]


def _cell(cell: Any) -> str:
    """A side of a difference [state, value, raw] as people read it."""
    if cell is None:
        return "·"
    state, value, raw = cell
    return raw or (str(value) if value is not None else state)


def _show(a: str, b: str, cells: dict[str, Any], text: list[str], labels: dict[str, str]) -> None:
    console = Console()
    rows = (
        (field, labels.get(field, ""), Text(_cell(left), style="red"), Text(_cell(right), style="green"))
        for field, (left, right) in cells.items()
    )
    if cells:
        print_listing((_("field"), "", a or "A", b or "B"), rows, labels=(0, 1, 2, 3), console=console)
    else:
        console.print(_("no cell differs"))
    for line in text:
        console.print(Text(line, style={"-": "red", "+": "green"}.get(line[:1], "dim")))


def _page(a: str, b: str, cells: dict[str, Any], text: list[str], labels: dict[str, str]) -> str:
    """A page without scripts; everything that was printed by others is escaped."""
    rows = "".join(
        f"<tr><th>{html.escape(labels.get(field, field))}<br><code>{html.escape(field)}</code></th>"
        f"<td>{html.escape(_cell(left))}</td><td>{html.escape(_cell(right))}</td></tr>"
        for field, (left, right) in cells.items()
    )
    lines = "".join(
        f"<{tag}>{html.escape(line)}</{tag}><br>"
        for line in text
        for tag in [{"-": "del", "+": "ins"}.get(line[:1], "span")]
    )
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>nianbao diff</title>'
        "<style>td{text-align:right}th{text-align:left;font-weight:normal}table{border-spacing:1em .3em}</style>"
        f"<table><tr><th></th><th>{html.escape(a or 'A')}</th><th>{html.escape(b or 'B')}</th></tr>{rows}</table>"
        f"<p>{lines}</p></html>"
    )
