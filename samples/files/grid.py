"""Tables as slots: where each cell stands when its spans are laid out."""

from dataclasses import dataclass

from samples.model import Cell, Table


@dataclass(frozen=True)
class Placed:
    """A cell and its first slot."""

    row: int
    column: int
    cell: Cell


def placed(table: Table) -> tuple[list[Placed], int]:
    """Every cell at its slot, and the number of columns."""
    taken: set[tuple[int, int]] = set()
    found: list[Placed] = []
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            found.append(Placed(y, x, cell))
            taken |= {(y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns)}
            x += cell.columns
    return found, max(x for _, x in taken) + 1
