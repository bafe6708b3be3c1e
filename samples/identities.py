"""The hard identities (勾稽关系) that the form prints: which of them a report's figures break."""

from collections.abc import Iterable

from samples.forms import BLOCKS, RESULTS, columns, leaves, table3_rows
from samples.model import Figures


def sides(form: str) -> dict[str, tuple[list[str], list[str]]]:
    """Each identity of a six-section form as (keys of the parts, keys of the printed total)."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for column in columns():
        found[f"t3.flow.{column}"] = (
            [f"t3.new_received.{column}", f"t3.carried_in.{column}"],
            [f"t3.total_results.{column}", f"t3.carried_out.{column}"],
        )
        found[f"t3.leaves.{column}"] = (
            [f"t3.{leaf}.{column}" for leaf in leaves(form)],
            [f"t3.total_results.{column}"],
        )
    for row in table3_rows(form):
        found[f"t3.rowsum.{row}"] = ([f"t3.{row}.{c}" for c in columns()[:-1]], [f"t3.{row}.total"])
    for block in BLOCKS:
        found[f"t4.sum.{block}"] = ([f"t4.{block}.{r}" for r in RESULTS], [f"t4.{block}.total"])
    return found


def failing(figures: Figures, form: str) -> list[str]:
    """The identities that can be assessed and do not hold."""
    broken = []
    for key, (parts, total) in sides(form).items() if form != "2014" else ():
        left, right = _sum(figures, parts), _sum(figures, total)
        if left is not None and right is not None and left != right:
            broken.append(key)
    return broken


def _sum(figures: Figures, keys: Iterable[str]) -> float | None:
    """Blank counts as nothing where something else is printed; all blank is no sum at all."""
    values = [value for key in keys if (value := figures[key]) is not None]
    return sum(values) if values else None
