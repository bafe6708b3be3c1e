"""Blocks to HTML: each portal's software writes the same document in its own markup."""

from dataclasses import dataclass
from html import escape

from samples.model import Block, Cell, Link, Table, Text


@dataclass(frozen=True)
class Markup:
    """How one portal's editor writes text and tables; `{}` is the text."""

    para: str
    heading: str
    subheading: str
    sign: str
    note: str
    picture: str = '<p align="center"><img src="{}" alt="一图读懂"></p>'
    table: str = 'border="1"'
    cell: str = "{}"
    figure: str = "{}"
    td: str = ""
    blank: str = ""
    broken_labels: bool = False

    def render(self, blocks: list[Block]) -> str:
        """The document's body."""
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        if isinstance(block, Link):
            return f'<p><a href="{escape(block.href)}">{escape(block.text, quote=False)}</a></p>'
        return self._table(block) if isinstance(block, Table) else self._text(block)

    def _text(self, block: Text) -> str:
        template: str = getattr(self, block.kind)
        return template.format(escape(block.text, quote=False))

    def _table(self, table: Table) -> str:
        rows = [
            f"<tr>{''.join(self._cell(c, table, y) for c in row)}</tr>" for y, row in enumerate(table.rows)
        ]
        if table.thead and table.head:
            rows = ["<thead>", *rows[: table.head], "</thead><tbody>", *rows[table.head :], "</tbody>"]
        html = f"<table {self.table}>\n" + "\n".join(rows) + "\n</table>"
        if table.nested:
            return f'<table width="100%" border="0"><tr><td align="center">{html}</td></tr></table>'
        return html

    def _cell(self, cell: Cell, table: Table, y: int) -> str:
        tag = "th" if table.thead and y < table.head else "td"
        spans = "".join(
            f' {n}="{v}"' for n, v in (("rowspan", cell.rows), ("colspan", cell.columns)) if v > 1
        )
        text = escape(cell.text, quote=False) or self.blank
        if self.broken_labels and len(cell.text) == 4 and not cell.figure and cell.text != "行政许可":
            text = f"{cell.text[:2]}<br>{cell.text[2:]}"
        inner = (self.figure if cell.figure else self.cell).format(text)
        attributes = f" {self.td}" if self.td else ""
        return f"<{tag}{spans}{attributes}>{inner}</{tag}>"
