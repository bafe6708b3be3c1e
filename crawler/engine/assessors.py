"""Looking at answers within a budget: small plain ones in place, what is large or odd in processes that are killed.

A page is other people's work, and one call into a library can take as long as it likes. Nothing of that may hold the
thread that serves every portal, so a page that is not both small and plain is looked at elsewhere; over budget it costs
itself, by name.
"""

from __future__ import annotations

import asyncio
from collections import deque

from archive.workers import Done, Workers
from crawler.visit.assess import Assessment, Question, assess, glance, look, unseen

SECONDS = 10.0
MEMORY_BYTES = 400_000_000
PROCESSES = 1
SMALL_BYTES = 200_000
MOST_TAGS = 5_000
MOST_ATTRIBUTES = 20_000
"""What is looked at in place, at most; larger or odder pages go to the processes."""
PRELOAD = ("parsers", "archive.parsing.worker", "crawler.visit.assess", "trafilatura")
"""For the server that the processes fork from, which reading shares."""


def work(question: Question) -> tuple[str, Assessment]:
    """In a process of its own."""
    return "assessed", look(question)


def is_plain(question: Question) -> bool:
    """Whether a page is so small and simple that it may be looked at in place."""
    body = question.body
    size = len(body) + sum(map(len, question.files.values()))
    return size <= SMALL_BYTES and body.count(b"<") <= MOST_TAGS and body.count(b"=") <= MOST_ATTRIBUTES


class Assessors:
    """`step` moves the work on and never waits; whoever asks waits for its own page alone."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._workers: Workers[Question] = Workers(work, PROCESSES, seconds, PRELOAD, MEMORY_BYTES)
        self._waiting: deque[Question] = deque()
        self._asked: dict[int, asyncio.Future[Assessment]] = {}
        """By the identity of a question, which lives as long as its answer is waited for."""

    def prepare(self) -> None:
        """Let the server load its modules meanwhile."""
        self._workers.prepare()

    def at_once(self, question: Question) -> Assessment | None:
        """The assessment of an answer that needs no look, or of a page that is small and plain; else None."""
        found = glance(question)
        return assess(question) if found is None and is_plain(question) else found

    async def ask(self, question: Question) -> Assessment:
        """The assessment of any other page.

        :raises asyncio.CancelledError: it was given up, since the crawl stops.
        """
        self._asked[id(question)] = future = asyncio.get_running_loop().create_future()
        self._waiting.append(question)
        self.step()
        found: Assessment = await future
        return found

    def step(self) -> None:
        """Hand out what waits and hand back what is done."""
        while self._waiting and self._workers.free:
            question = self._waiting.popleft()
            try:
                self._workers.send(question)
            except Exception as error:  # no process could be started, or the question not be sent
                self._answer(question, unseen(question, f"the page could not be looked at: {error}"))
        for done in self._workers.done():
            self._answer(done.task, _assessment(done))

    def _answer(self, question: Question, assessment: Assessment) -> None:
        future = self._asked.pop(id(question), None)
        if future is not None and not future.done():
            future.set_result(assessment)

    def give_up(self) -> None:
        """Nobody is to wait any more: what is asked now is asked again in a later run."""
        self._waiting.clear()
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self.close()

    def close(self) -> None:
        """End the processes."""
        self._workers.close()


def _assessment(done: Done[Question]) -> Assessment:
    if done.outcome == "assessed":
        found: Assessment = done.result
        return found
    return unseen(done.task, f"the page could not be looked at: {done.result}")
