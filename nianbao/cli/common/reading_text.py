"""A reading on a terminal: who and when, the three tables in the official layout, what does not add up, what is in doubt."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from nianbao.cli.common.language import _
from nianbao.cli.common.table_text import drawn
from parsers import Check, Figure, Reading
from parsers.forms.layout import tables

_FAILED = "bold red"
_DOUBT = "yellow"
_EMPTY = {"blank": "", "missing": "·", "unreadable": "?"}


def show(reading: Reading, console: Console) -> None:
    """Print one reading."""
    _head(reading, console)
    suspects = {key for check in reading.failed() if check.severity == "hard" for key in check.operands}
    figures = {f.key: _cell(f, suspects) for f in reading.figures}
    for table in tables(reading.form, reading.forms.t2, reading.forms.t3) if reading.form else ():
        extra = [key for key in figures if key.startswith(f"{table.key}.ext.")]
        console.print(drawn(table, figures, extra, console.width))
    _checks(reading, console)
    for issue in reading.issues:
        console.print(
            Text(f"! {issue.code}: {issue.message}", style=_DOUBT), Text(issue.locator or "", style="dim")
        )


def _head(reading: Reading, console: Console) -> None:
    console.print(Text(reading.title or _("(no title)"), style="bold"))
    place = " ".join(
        p for p in (reading.region.province, reading.region.prefecture, reading.region.county) if p
    )
    facts = [
        reading.publisher or _("publisher unknown"),
        place,
        str(reading.report_year or _("year unknown")),
        _("form {form}").format(form=reading.form) if reading.form else _("no tables"),
        _("published {day}").format(day=reading.published_on) if reading.published_on else "",
    ]
    console.print(" · ".join(fact for fact in facts if fact))


def _cell(figure: Figure, suspects: set[str]) -> Text:
    """A figure as published; red where a failed sum rule has it, yellow where its place or text is in doubt."""
    if figure.state in _EMPTY:
        text = _EMPTY[figure.state]
    else:
        text = figure.raw if figure.raw is not None else str(figure.value)
    doubtful = figure.state == "unreadable" or any(
        f.startswith("placed") or f == "label_fuzzy" for f in figure.flags
    )
    style = _FAILED if figure.key in suspects else _DOUBT if doubtful else ""
    return Text(" ".join(text.split()), style=style, justify="right")


def _checks(reading: Reading, console: Console) -> None:
    counts = {o: sum(c.outcome == o for c in reading.checks) for o in ("pass", "fail", "not_assessable")}
    summary = _("checks: {passed} pass, {failed} fail, {unknown} not assessable").format(
        passed=counts["pass"], failed=counts["fail"], unknown=counts["not_assessable"]
    )
    console.print(Text(summary, style="green" if not counts["fail"] else ""))
    for check in reading.failed():
        console.print(_arithmetic(check))


def _arithmetic(check: Check) -> Text:
    """A failed check with its two sides: t3.flow.total: 131 ≠ 130."""
    sign = "<" if check.key.startswith("s1") else "≠"
    style = _FAILED if check.severity == "hard" else _DOUBT
    severity = _("hard") if check.severity == "hard" else _("soft")
    return Text(f"  {check.key}: {check.left} {sign} {check.right}   ({severity})", style=style)
