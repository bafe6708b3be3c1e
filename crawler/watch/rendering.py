"""Reports whose text only a script shows, page by page in one browser: how it is asked for is learned, or what is shown is handed over."""

from __future__ import annotations

from multiprocessing.connection import Connection

from crawler.page.recipe import Asked
from crawler.watch import messages
from crawler.watch.browser import Browser, Stopped, opened
from crawler.watch.messages import Ask, Job, Rendered, Watched
from crawler.watch.texts import Shown, proven
from crawler.watch.wire import exchange
from parsers.lexicon.encoding import decode

PAGES_TO_LEARN = 2


def run(job: Job, pipe: Connection) -> Watched:
    """Show the pages of a job; where a recipe is proven, those that it was learned from are not handed over."""
    with opened(job, lambda ask: exchange(pipe, ask)) as browser:
        why = ""
        try:
            learned, why = _learn(browser, job, pipe) if job.learn else (None, "")
            if learned is not None:
                return Watched(learned.recipe, loads=browser.loads)
            for url, anchor in job.pages[PAGES_TO_LEARN if job.learn else 0 :]:
                messages.send(pipe, _show(browser, url, anchor)[1])
        except Stopped:
            why = "its budget of requests is used up"
        return Watched(None, why, loads=browser.loads)


def _learn(browser: Browser, job: Job, pipe: Connection) -> tuple[Watched | None, str]:
    """A recipe, from the first two pages; where none is proven these are handed over, and why."""
    shown = [_show(browser, url, anchor) for url, anchor in job.pages[:PAGES_TO_LEARN]]
    first, second = (seen for seen, _ in shown)
    if first is not None and second is not None:
        recipe = proven(first, second, lambda asked: _asked(pipe, asked, second.url))
        if recipe is not None:
            return Watched(recipe.to_json()), ""
    for _, document in shown:
        messages.send(pipe, document)
    return None, "what it asks for a text cannot be said as data"


def _show(browser: Browser, url: str, anchor: str) -> tuple[Shown | None, Rendered]:
    """What a page showed, and its document; a page that goes wrong costs itself."""
    browser.begin()
    try:
        browser.load(url)
        return Shown(url, anchor, browser.look()), Rendered(url, browser.document(styled=True))
    except Stopped:
        raise
    except Exception as error:
        return None, Rendered(url, why=str(error).partition("\n")[0][:200])


def _asked(pipe: Connection, asked: Asked, page: str) -> str | None:
    reply = exchange(pipe, Ask(asked.url, "proof", asked.body, asked.headers, page))
    return None if reply.why or reply.status != 200 else decode(reply.body)[0]
