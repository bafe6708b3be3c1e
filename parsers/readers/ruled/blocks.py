"""What stands on the pages of a file, page by page, to blocks in reading order."""

from __future__ import annotations

from parsers.model import Block
from parsers.readers.ruled.lattice import Frame, grid_of_frames, same_table
from parsers.readers.ruled.paragraphs import PageLine, paragraphs, without_running
from parsers.readers.ruled.unruled import unruled_blocks


def blocks_of(items: list[PageLine | Frame], tolerance: float) -> list[Block]:
    """Tables put together over pages and paragraphs, in reading order; rows without rules where nothing is ruled."""
    lines = [item for item in items if isinstance(item, PageLine)]
    kept = {id(line) for line in without_running(lines)}
    shown = [item for item in items if isinstance(item, Frame) or id(item) in kept]
    if not any(isinstance(item, Frame) for item in shown):
        return unruled_blocks([item for item in shown if isinstance(item, PageLine)])
    left = min((line.x0 for line in lines if id(line) in kept), default=0.0)
    right = max((line.x1 for line in lines if id(line) in kept), default=0.0)
    blocks: list[Block] = []
    frames: list[Frame] = []
    text: list[PageLine] = []
    for item in shown:
        if isinstance(item, PageLine):
            _close(blocks, frames, tolerance)
            text.append(item)
            continue
        if frames and not (frames[-1].page == item.page - 1 and same_table(frames[-1], item, tolerance)):
            _close(blocks, frames, tolerance)
        blocks += paragraphs(text, left, right)
        text.clear()
        frames.append(item)
    _close(blocks, frames, tolerance)
    return [*blocks, *paragraphs(text, left, right)]


def _close(blocks: list[Block], frames: list[Frame], tolerance: float) -> None:
    if frames:
        blocks.append(grid_of_frames(frames, tolerance))
        frames.clear()
