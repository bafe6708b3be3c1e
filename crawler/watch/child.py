"""The process that drives the browser: it watches one list, or shows reports, makes a recipe of what it saw, and proves it through the crawl.

`python -m crawler.watch.child FD`: the number of its end of a pipe. It ends with the pipe, or with the process that began it.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection

from crawler.page.recipe import Asked
from crawler.watch import messages, rendering
from crawler.watch.answers import places, squeezed
from crawler.watch.browser import Browser, Stopped, opened
from crawler.watch.induce import recipes
from crawler.watch.messages import Ask, Job, Watched
from crawler.watch.pager import is_last, is_over, steps
from crawler.watch.prove import Proof, prove
from crawler.watch.seen import Seen
from crawler.watch.wire import exchange
from parsers.lexicon.encoding import decode

PAGES_TO_LEARN = 3
"""Pages of a list that are looked at for a recipe: the first may stand in the page itself."""


class Watch:
    """One list under watch."""

    def __init__(self, browser: Browser, job: Job, pipe: Connection) -> None:
        self._browser, self._job, self._pipe = browser, job, pipe
        self.pages: list[Seen] = []
        self.documents: list[str] = []
        self.whole = self._ended = False

    def walk(self, most: int) -> None:
        """Look at pages up to the `most`th, as far as the pager leads."""
        while len(self.pages) < most and not self._ended:
            self._ended = not self._step()

    def finish(self, most: int) -> None:
        """Look at all pages up to the `most`th, which may be the last one."""
        self.walk(most)
        self.whole = self.whole or is_last(self._browser.controls())

    def _step(self) -> bool:
        """Work the pager once; False where the list is at its end, or where nothing that looks like a pager goes on."""
        before, worked = self.pages[-1], False
        controls = self._browser.controls()
        if is_last(controls):
            self.whole = True
            return False
        for control in steps(controls, len(self.pages)):
            self._browser.work(control)
            seen = self._browser.look()
            if _goes_on(before, seen):
                self._keep(seen)
                return True
            worked = worked or control is not None
        self.whole = is_over(controls) or not worked
        return False

    def begin(self) -> None:
        self._browser.load(self._job.url)
        self._keep(self._browser.look())

    def _keep(self, seen: Seen) -> None:
        self.pages.append(seen)
        self.documents.append(self._browser.document())

    def learn(self) -> Proof:
        """The first recipe that can be proven."""
        base, why = self._job.url, "nothing that it asks holds the rows that it shows"
        self.walk(2)
        found = recipes(base, self.pages)
        if not any(recipe.is_paged for recipe in found):
            self.walk(PAGES_TO_LEARN)
            found = recipes(base, self.pages)
        if not found and self._open_a_row():
            found = recipes(base, self.pages)
        for recipe in found:
            proof = prove(recipe, base, self.pages, self._ask, self._job.prove)
            if proof.recipe is not None:
                return proof
            why = proof.why
        return Proof(None, why=why)

    def _open_a_row(self) -> bool:
        """Rows that are no links: click one of those that are shown now. Whether it led anywhere."""
        seen = self.pages[-1]
        for asked in seen.exchanges:
            for place in places(asked.text, seen, self._job.url):
                if place.title and not any(place.links):
                    words = squeezed(str(place.rows[0].get(place.title)))
                    url = self._browser.open_row(words)
                    if url:
                        self.pages[-1] = replace(seen, opened=((words, url),))
                        return True
        return False

    def _ask(self, asked: Asked) -> str | None:
        reply = exchange(self._pipe, Ask(asked.url, "proof", asked.body, asked.headers, self._job.url))
        return None if reply.why or reply.status != 200 else decode(reply.body)[0]


def _goes_on(before: Seen, after: Seen) -> bool:
    """Whether a step showed other links or words than stood there before."""
    links = {link.url for link in after.links} - {link.url for link in before.links}
    return bool(links) or (squeezed(after.text) != squeezed(before.text) and bool(after.exchanges))


def run(job: Job, pipe: Connection) -> Watched:
    """Watch a list."""
    with opened(job, lambda ask: exchange(pipe, ask)) as browser:
        watch = Watch(browser, job, pipe)
        try:
            watch.begin()
            if job.learn:
                proof = watch.learn()
                if proof.recipe is not None:
                    return Watched(proof.recipe.to_json(), loads=browser.loads)
                why = proof.why
            else:
                why = ""
            watch.finish(job.steps)
        except Stopped:
            why = "its budget of requests is used up"
        return Watched(None, why, tuple(watch.documents), watch.whole, browser.loads)


def _end_with_parent() -> None:
    """A crawl that was killed leaves no browser behind."""
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.killpg(0, 9)

    threading.Thread(target=look, daemon=True).start()


def main() -> None:
    pipe = Connection(int(sys.argv[1]))
    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job = messages.receive(pipe)
    if not isinstance(job, Job):
        return
    try:
        found = rendering.run(job, pipe) if job.pages else run(job, pipe)
    except Exception as error:
        found = Watched(why=f"the browser failed: {str(error).partition(chr(10))[0][:200]}")
    messages.send(pipe, found)


if __name__ == "__main__":
    main()
