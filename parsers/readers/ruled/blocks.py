"""What stands on the pages of a file, page by page, to blocks in reading order."""

from __future__ import annotations

from parsers.model import Block
from parsers.readers.ruled.lattice import Frame, grid_of_frames, same_table
from parsers.readers.ruled.paragraphs import PageLine, paragraphs, without_running
from parsers.readers.ruled.unruled import prints_rows, unruled_blocks


def blocks_of(items: list[PageLine | Frame], tolerance: float) -> list[Block]:
    """Tables put together over pages and paragraphs, in reading order; rows without rules where lines print them: a file
    may rule one of its tables, or a box for who signs, and not the others."""
    kept = {id(line) for line in without_running(_lines(items))}
    shown = [item for item in items if isinstance(item, Frame) or id(item) in kept]
    lines = _lines(shown)
    if len(lines) == len(shown):
        return unruled_blocks(lines)
    left, right = min((line.x0 for line in lines), default=0.0), max((line.x1 for line in lines), default=0.0)
    blocks: list[Block] = []
    for run in _runs(shown, tolerance):
        frames = [item for item in run if isinstance(item, Frame)]
        blocks += [grid_of_frames(frames, tolerance)] if frames else _between(_lines(run), left, right)
    return blocks


def _between(lines: list[PageLine], left: float, right: float) -> list[Block]:
    """What stands between two ruled tables."""
    has_rows = prints_rows(lines)
    return unruled_blocks(lines, (left, right)) if has_rows else list(paragraphs(lines, left, right))


def _lines(items: list[PageLine | Frame]) -> list[PageLine]:
    return [item for item in items if isinstance(item, PageLine)]


def _runs(items: list[PageLine | Frame], tolerance: float) -> list[list[PageLine | Frame]]:
    """Neighbours that are one: lines, or the parts of a table that page breaks cut."""
    runs: list[list[PageLine | Frame]] = []
    for item in items:
        if runs and _goes_on(runs[-1][-1], item, tolerance):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _goes_on(last: PageLine | Frame, item: PageLine | Frame, tolerance: float) -> bool:
    if isinstance(last, Frame) and isinstance(item, Frame):
        return last.page == item.page - 1 and same_table(last, item, tolerance)
    return isinstance(last, PageLine) and isinstance(item, PageLine)
