"""What a log gets of a crawl: each visit once, as it ends, and what a portal says of itself never breaks a line."""

from __future__ import annotations

import io
import json

from rich.console import Console

from archive.crawl.runs import Visit
from crawler.engine.progress import progress_for


def test_json_lines_tell_each_visit_once() -> None:
    out = io.StringIO()
    progress = progress_for(Console(file=out, width=40), as_json=True)
    visits = [Visit(1, 1, "a.example", pages=3), Visit(2, 2, "b.example")]
    progress.show(visits, 0, 0)
    visits[0].outcome, visits[0].why = (
        "partial",
        "list [bold]x[/bold] 列表\nof a name that is much longer than a line",
    )
    for _ in range(3):
        progress.show(visits, 1, 0)
    visits[1].outcome = "complete"
    progress.show(visits, 1, 0)
    progress.close()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["event"], line["portal"], line["outcome"]) for line in lines] == [
        ("visit", "a.example", "partial"),
        ("visit", "b.example", "complete"),
    ]
    assert lines[0]["why"] == visits[0].why and lines[0]["pages"] == 3 and lines[0]["at"].endswith("Z")
