"""Looking at answers within a budget, in processes that are killed when over it.

A page is other people's work, and one call into a library can take as long as it likes. Nothing of that may hold the
thread that serves every portal, so each page is looked at elsewhere; over budget it costs itself, by name. What is large
or odd has a process of its own, so that it holds no small plain page either.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from heapq import heappop, heappush
from itertools import count
from multiprocessing.connection import Connection

from archive.workers import NICENESS, PATIENCE, Done, Workers
from crawler.engine.packing import LARGE_BYTES, bounded
from crawler.visit.question import Assessment, Question, glance, unseen

SECONDS = 10.0
"""Of the processor; `PATIENCE` times as many by the clock."""
MEMORY_BYTES = 400_000_000
PLAIN = 2
"""Processes for plain pages, at most: one alone looks at 30 pages a second, and this process asks for twice as many."""
CROWD = 8
"""Pages that wait, beyond which the second one is worth its 25 MB: a crawl of a few portals never has so many."""
AHEAD = 1
"""Pages that wait in the pipe of a process for plain ones, so that it is never idle while this process does other work."""
ROOM = 0.75
"""Share of a pipe that pages may fill: sending one must never wait."""
MOST_TAGS = 5_000
MOST_ATTRIBUTES = 20_000
"""Of a plain page, at most."""
PRELOAD = (
    "archive.parsing.worker",
    "crawler.visit.assess",
    "parsers.page.outline",
    "parsers.parse",
    "trafilatura",
)
"""For the server that the processes fork from, which reading shares."""


def work(question: Question) -> tuple[str, Assessment]:
    """In a process of its own."""
    from crawler.visit.assess import look  # what it takes to read pages is loaded there alone

    return "assessed", look(question)


def size_of(question: Question) -> int:
    """Bytes that are sent with a question, about."""
    return len(question.body) + sum(map(len, question.files.values()))


def is_plain(question: Question) -> bool:
    """Whether a page is so small and simple that looking at it is quick."""
    body = question.body
    return (
        question.large is None
        and size_of(question) <= LARGE_BYTES
        and body.count(b"<") <= MOST_TAGS
        and body.count(b"=") <= MOST_ATTRIBUTES
    )


class Assessors:
    """`step` moves the work on and never waits; whoever asks waits for its own page alone."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._asked: dict[int, asyncio.Future[Assessment]] = {}
        """By the identity of a question, which lives as long as its answer is waited for."""
        self._plain, self._odd = (
            _Lane(
                Workers(work, 1, seconds, PRELOAD, MEMORY_BYTES, nice, PATIENCE, self._hear, _hear_no_more),
                most,
                ahead,
            )
            for most, ahead, nice in ((PLAIN, AHEAD, 0), (1, 0, NICENESS))
        )
        self._spent: defaultdict[str, float] = defaultdict(float)
        """Seconds of the processor that a portal's pages have taken, by its host."""

    def prepare(self) -> None:
        """Let the server load its modules meanwhile."""
        self._plain.workers.prepare()

    def at_once(self, question: Question) -> Assessment | None:
        """The assessment of an answer that needs no look; else None."""
        return glance(question)

    async def ask(self, question: Question) -> Assessment:
        """The assessment of any other page.

        :raises asyncio.CancelledError: it was given up, since the crawl stops.
        """
        question = bounded(question)
        self._asked[id(question)] = future = asyncio.get_running_loop().create_future()
        lane = self._plain if is_plain(question) else self._odd
        lane.wait(question, self._spent[question.grounds.host])
        self.step()
        found: Assessment = await future
        return found

    def step(self) -> None:
        """Hand back what is done and hand out what waits."""
        for lane in (self._plain, self._odd):
            for done in lane.workers.done():
                self._spent[done.task.grounds.host] += done.seconds
                self._answer(done.task, _assessment(done))
            while (question := lane.next()) is not None:
                try:
                    lane.workers.send(question)
                except Exception as error:  # no process could be started, or the question not be sent
                    self._answer(question, unseen(question, f"the page could not be looked at: {error}"))

    def spent(self, host: str) -> float:
        """Seconds of the processor that the pages of a portal have taken."""
        return self._spent[host]

    def _answer(self, question: Question, assessment: Assessment) -> None:
        future = self._asked.pop(id(question), None)
        if future is not None and not future.done():
            future.set_result(assessment)

    def _hear(self, pipe: Connection) -> None:
        """Move on as soon as a process has something to say."""
        asyncio.get_running_loop().add_reader(pipe.fileno(), self.step)

    def give_up(self) -> None:
        """Nobody is to wait any more: what is asked now is asked again in a later run."""
        for lane in (self._plain, self._odd):
            lane.waiting.clear()
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self.close()

    def close(self) -> None:
        """End the processes."""
        for lane in (self._plain, self._odd):
            lane.workers.close()


class _Lane:
    """Pages that are looked at in turn. `most`: how many processes may look where many wait; `ahead`: how many pages may wait
    in the pipe of one."""

    def __init__(self, workers: Workers[Question], most: int, ahead: int) -> None:
        self.workers = workers
        self.waiting: list[tuple[float, int, Question]] = []
        """A heap. A portal asks one thing at a time, so that what it has spent does not change while its page waits."""
        self._numbers = count()
        self._most, self._ahead = most, ahead

    def wait(self, question: Question, spent: float) -> None:
        """Take a page of a portal whose pages took so much so far: who asks much waits longest."""
        heappush(self.waiting, (spent, next(self._numbers), question))
        if len(self.waiting) > CROWD:
            self.workers.size = self._most

    def next(self) -> Question | None:
        """The page whose turn it is; None without one, or without room for it."""
        return heappop(self.waiting)[2] if self.waiting and self._takes(self.waiting[0][2]) else None

    def _takes(self, question: Question) -> bool:
        """Whether a process is idle, or has room for a small page behind the one that it looks at."""
        if self.workers.free:
            return True
        in_hand = self.workers.tasks
        size = sum(map(size_of, in_hand)) + size_of(question)
        most = self.workers.size * (1 + self._ahead)
        return len(in_hand) < most and size <= ROOM * self.workers.pipe_bytes


def _hear_no_more(pipe: Connection) -> None:
    try:
        asyncio.get_running_loop().remove_reader(pipe.fileno())
    except RuntimeError:
        return  # the loop has ended


def _assessment(done: Done[Question]) -> Assessment:
    if done.outcome == "assessed":
        found: Assessment = done.result
        return found
    return unseen(done.task, f"the page could not be looked at: {done.result}")
