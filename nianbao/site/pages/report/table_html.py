"""Tables of figures as HTML: a report's in the official layout, and two reports' side by side.

Made here and not by a template, since a page has some six hundred cells and a template's macro takes ten times as
long for each. Every text goes through `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from nianbao.site.pages.report.comparison import Line
from nianbao.site.pages.report.model import Figure, Report
from nianbao.site.web.datasette_types import Datasette
from nianbao.site.web.i18n import Language
from parsers.forms.layout import Slot, Table


class Drawing:
    """Draws in one language for one page; `base` goes before each path of ours."""

    def __init__(self, t: Language, base: str) -> None:
        self._t = t
        self._base = escape(base)
        self._blank = f'<span class="sr">{escape(t("brief.blank"))}</span>'
        self._missing = f'<td class="num missing"><span class="sr">{escape(t("brief.missing"))}</span></td>'

    def official(self, table: Table, report: Report) -> Markup:
        """The rows of a table in the official layout: `<thead>` and `<tbody>`."""
        head, body = self._rows(table.head, report), self._rows(table.body, report)
        return Markup(f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody>")

    def _rows(self, rows: Iterable[tuple[Slot, ...]], report: Report) -> str:
        made = []
        for row in rows:
            cells = [self._figure(slot, report) if slot.field else self._label(slot) for slot in row]
            made.append(f"<tr>{''.join(cells)}</tr>")
        return "".join(made)

    def _label(self, slot: Slot) -> str:
        if not slot.scope:
            return f"<td{_spans(slot)}>{escape(self._t.name('unit', slot.zh))}</td>"
        other = slot.zh if self._t.is_english else slot.en
        title = f' title="{escape(other)}"' if other and slot.en else ""
        return f'<th scope="{slot.scope}"{_spans(slot)}{title}>{escape(self._t.of(slot.zh, slot.en))}</th>'

    def _figure(self, slot: Slot, report: Report) -> str:
        cell = report.cell(slot)
        title, field = escape(cell.title(self._t)), escape(slot.field or "")
        opening = f'<td class="{cell.classes}"{_spans(slot)} title="{title}" data-field="{field}">'
        return f"{opening}{self._content(cell.figure, report)}{_note(cell.figure)}</td>"

    def _content(self, figure: Figure | None, report: Report) -> str:
        """What the cell prints, as a link to where it stands."""
        if figure is None:
            return ""
        text = escape(figure.text)
        if not figure.locator:
            return text
        return f'<a href="{self._base}{escape(report.proof(figure.locator))}">{text or self._blank}</a>'

    def lines(self, lines: Iterable[Line], before: Report, after: Report) -> Markup:
        """The rows of a comparison."""
        made = []
        for line in lines:
            sides = self.side(before, line.before) + self.side(after, line.after)
            made.append(
                f'<tr><th scope="row">{escape(line.label)}</th>{sides}<td class="num">{line.text}</td></tr>'
            )
        return Markup("".join(made))

    def side(self, report: Report, figure: Figure | None) -> Markup:
        """One cell of a comparison; hatched where the report has no such field."""
        if figure is None:
            return Markup(self._missing)
        return Markup(f'<td class="num fig {figure.state}">{self._content(figure, report)}</td>')


def drawing(datasette: Datasette, t: Language) -> Drawing:
    """What draws the tables of a page of this site."""
    return Drawing(t, datasette.urls.path("/").rstrip("/"))


def _spans(slot: Slot) -> str:
    rows = f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    columns = f' colspan="{slot.colspan}"' if slot.colspan > 1 else ""
    return rows + columns


def _note(figure: Figure | None) -> str:
    return f'<small lang="zh">{escape(figure.note)}</small>' if figure and figure.note else ""
