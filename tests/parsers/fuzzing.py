"""Random damage to files, and a run that reads them in processes that can be killed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from archive.workers import Workers
from parsers import Unreadable, parse_report

BUDGET_SECONDS = 20.0
_TOKENS = (
    b"<table>", b"</table>", b"<td colspan=99999>", b"<td rowspan=0>", b"<tr>", b"</", b"<!--", b"-->", b"<![CDATA[",
    b"\x00", b"\xff\xfe", b"&nbsp;", b"&#x110000;", b"&#0;", b"<script>", b"<svg>", b"|||", b"\t\t\t", b"\n\n\n",
    "总计".encode(), "一、".encode(), "第二十条第（一）项".encode(), b"0", b"-", "１".encode(), b"<o:p>", b"<select>", b"<plaintext>",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged file and the seed that made it."""

    seed: int
    data: bytes


def damage(data: bytes, seed: int) -> Damaged:
    """Cut, double, flip, move and insert pieces at random places."""
    draw = random.Random(seed)
    out = bytearray(data)
    for _ in range(draw.choice((1, 2, 5, 20, 80))):
        at = draw.randrange(len(out) + 1)
        length = draw.choice((1, 2, 10, 100, 5000))
        kind = draw.randrange(5)
        if kind == 0:
            del out[at : at + length]
        elif kind == 1:
            out[at:at] = out[at : at + length]
        elif kind == 2 and at < len(out):
            out[at] ^= 1 << draw.randrange(8)
        elif kind == 3:
            out[at:at] = draw.choice(_TOKENS) * draw.choice((1, 1, 1, 50))
        else:
            to = draw.randrange(len(out) + 1)
            out[to:to] = out[at : at + length]
    return Damaged(seed, bytes(out))


def _read(task: Damaged) -> tuple[str, Any]:
    try:
        parse_report(task.data)
    except Unreadable as error:
        message = str(error)
        return ("unreadable", message) if message and "\n" not in message else ("not one line", message)
    except Exception as error:  # anything else is what the run looks for
        return "crash", f"{type(error).__name__}: {error}"
    return "read", None


def fuzz(
    files: list[bytes],
    seconds: float,
    first_seed: int = 0,
    most: int | None = None,
    do: Callable[[bytes, int], Damaged] = damage,
    budget: float = BUDGET_SECONDS,
) -> tuple[int, list[str]]:
    """Read files damaged by `do` for that long, or `most` of them; the number read and every crash, hang or death, with
    its seed. `budget`: seconds after which a file hangs."""
    workers: Workers[Damaged] = Workers(_read, os.cpu_count() or 1, budget)
    end = time.monotonic() + seconds
    seed, count = first_seed, 0
    wrong: list[str] = []
    while workers.tasks or (time.monotonic() < end and count != most):
        while workers.free and time.monotonic() < end and (most is None or seed < first_seed + most):
            workers.send(do(files[seed % len(files)], seed))
            seed += 1
        for done in workers.done(timeout=0.5):
            count += 1
            if done.outcome not in ("read", "unreadable"):
                wrong.append(f"seed {done.task.seed}: {done.outcome} {done.result}")
    workers.close()
    return count, wrong
