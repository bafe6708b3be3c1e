"""What changed in published reports, with both versions."""

from __future__ import annotations

from archive.history import query
from archive.history.query import Change, FigureChange, Page, Wanted
from nianbao.mcp import bodies, places
from nianbao.mcp.answers import Json, answer
from nianbao.mcp.arguments import Changes
from nianbao.mcp.asked import Asked
from nianbao.site.told import evidence
from nianbao.site.told.evidence import Sides

MOST = 20
CELLS = 30
LINES = 12
LONGEST = 300
"""Characters of a line of a difference."""


def changes(asked: Asked, given: Changes) -> Json:
    """The newest first."""
    wanted = Wanted(
        since=given.since or None,
        kinds=(given.kind,) if given.kind else (),
        region=places.region(given.region),
        year=given.year or None,
        publisher_key=bodies.resolve(asked, given.body).key if given.body else None,
    )
    found = list(query.load(asked.conn, wanted, asked.now, Page(MOST + 1)))
    sides = evidence.load(asked.conn, [change.key for change in found[:MOST]])
    rows = [_row(asked, change, sides[change.key]) for change in found[:MOST]]
    return answer(rows, more=len(found) > MOST)


def _row(asked: Asked, change: Change, sides: Sides) -> Json:
    proof = asked.site.report(change.report)
    captures = {"before": sides.before.capture, "after": sides.after.capture}
    lines = query.lines(change)
    said: Json = {
        "kind": change.kind,
        "at": change.at,
        "body": change.publisher,
        "year": change.year,
        "title": (change.title or "")[:LONGEST],
        "figures": [_cell(asked, figure, sides, proof) for figure in change.figures[:CELLS]],
        "lines": [f"{sign} {text[:LONGEST]}" for sign, text in lines[:LINES]],
        "versions": {name: asked.site.cell(key) for name, key in captures.items() if key},
        "cut": len(change.figures) > CELLS or len(lines) > LINES or any(len(t) > LONGEST for _, t in lines),
        "proof": proof,
        "sample": change.sample,
    }
    return {name: value for name, value in said.items() if value not in (None, [], {})}


def _cell(asked: Asked, figure: FigureChange, sides: Sides, report: str) -> Json:
    """Before and after, each with its cell, else with the page or the report."""
    said: Json = {"figure": figure.field, "zh": figure.label}
    for name, side in (("before", sides.before), ("after", sides.after)):
        place = side.cells.get(figure.field) or side.capture
        said[name] = {
            "value": getattr(figure, name),
            "state": getattr(figure, f"state_{name}"),
            "proof": asked.site.cell(place) if place else report,
        }
    return said
