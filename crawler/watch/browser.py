"""A browser without a network: every request of it is handed to the crawl and answered by it, or is not answered at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from crawler.page.recipe import may_send
from crawler.watch.messages import LONGEST_PAGE, Ask, Job, Kind, Reply
from crawler.watch.pager import CANDIDATES, CLICK, SCROLL, Control
from crawler.watch.process import is_sandboxed
from crawler.watch.seen import Exchange, Link, Seen
from parsers.lexicon.encoding import decode

ARGUMENTS = (
    *(
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--proxy-server=http://127.0.0.1:9",
        "--proxy-bypass-list=<-loopback>",
    ),
    *(
        "--disable-quic",
        "--disable-gpu",
        "--disable-sync",
        "--no-first-run",
        "--disable-background-networking",
    ),
    *(
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-client-side-phishing-detection",
    ),
    *("--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--js-flags=--max-old-space-size=256"),
    *("--disable-features=Translate,OptimizationHints,MediaRouter,DnsOverHttps", "--block-new-web-contents"),
    *("--renderer-process-limit=2", "--disable-dev-shm-usage", "--mute-audio", "--disable-extensions"),
)
"""No name leads anywhere, the proxy is nobody's port, not even loopback is asked past it."""
MOST_ASKED, MOST_LINKS, LONGEST_TEXT = 80, 3_000, 400_000
"""Requests of one watch, or of one report that is shown; links and characters of what is shown."""
QUIET, STILL, MOST_WAITS, MOST_LATE = 150, 3, 200, 14
"""Milliseconds between two looks, looks at which nothing was asked until a page is done, looks in all, looks until a click has
led to anything."""
HEAD = 2_000
"""Bytes of a document in which it may name its encoding."""
LOAD_MS = 600_000
"""As long as the crawl's own budget: the host's delay is waited for in it."""
_KINDS: dict[str, Kind] = {"document": "document", "script": "script", "xhr": "data", "fetch": "data"}
_ANSWERED_EMPTY = {"stylesheet": "text/css"}
_NOT_A_SCRIPTS = frozenset(
    (
        "accept",
        "content-type",
        "upgrade-insecure-requests",
        "priority",
        "purpose",
        "x-client-data",
        "save-data",
    )
)
_NEVER = """(() => {
  for (const name of ['RTCPeerConnection','webkitRTCPeerConnection','WebSocket','EventSource','Worker','SharedWorker','Notification'])
    { try { Object.defineProperty(window, name, {value: undefined}); } catch (e) {} }
  try { navigator.sendBeacon = () => true; } catch (e) {}
  window.open = url => { try { window.__led = new URL(url, location.href).href; } catch (e) {} return null; };
  window.print = window.alert = () => {}; window.confirm = () => false; window.prompt = () => null;
})()"""
_SHOWN = """most => ({
  links: [...document.querySelectorAll('a[href]')].slice(0, most).map(a => [a.href, a.innerText || a.textContent || '', a.title || '']),
  text: document.body ? document.body.innerText : ''})"""
_DOCUMENT = """without => { const c = document.documentElement.cloneNode(true);
  c.querySelectorAll(without).forEach(e => e.remove());
  c.querySelectorAll('[data-watch]').forEach(e => e.removeAttribute('data-watch'));
  const base = document.createElement('base'); base.href = document.baseURI; const head = c.querySelector('head');
  if (head) { const m = document.createElement('meta'); m.setAttribute('charset', 'utf-8'); head.prepend(base); head.prepend(m); }
  return '<!doctype html>' + c.outerHTML; }"""
_MOVING = "script,noscript,template,iframe"
"""What a document leaves out."""
_STATE = """() => (document.body ? document.body.innerText.length : 0) + ' ' + document.querySelectorAll('a[href]').length + ' '
  + document.readyState"""
_OPEN_ROW = """words => { const flat = s => (s || '').replace(/\\s+/g, '');
  const all = [...document.querySelectorAll('body *')].filter(e => flat(e.textContent).includes(words));
  const e = all[all.length - 1]; if (e) e.click(); return !!e; }"""


class Stopped(Exception):  # noqa: N818 - no fault of anything
    """The watch is over: a budget of it is used up."""


class Browser:
    """One page, watched. `ask` hands a request to the crawl."""

    def __init__(self, page: Any, job: Job, ask: Callable[[Ask], Reply]) -> None:
        self._page, self._job, self._ask = page, job, ask
        self._exchanges: list[Exchange] = []
        self._asked = self.loads = 0
        self.refused = ""
        page.set_default_timeout(LOAD_MS)
        page.route("**/*", self._route)
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.add_init_script(_NEVER)

    # -- the gate

    def _route(self, route: Any, request: Any) -> None:
        """Answer a request of the page, or drop it. What goes wrong here costs that request."""
        try:
            reply = self._reply(request)
            if reply is None or reply.why:
                route.abort()
            else:
                route.fulfill(status=reply.status, content_type=_typed(reply), body=reply.body)
        except Stopped:
            route.abort()

    def _reply(self, request: Any) -> Reply | None:
        kind = _KINDS.get(request.resource_type)
        if request.resource_type in _ANSWERED_EMPTY:
            return Reply(request.url, 200, _ANSWERED_EMPTY[request.resource_type])
        if (
            kind is None
            or urlsplit(request.url).scheme not in ("http", "https")
            or request.method not in ("GET", "POST")
        ):
            return None
        self._count(request, kind)
        body = (request.post_data or "") if request.method == "POST" else None
        headers = {
            n: v for n, v in request.headers.items() if may_send(n) and n.lower() not in _NOT_A_SCRIPTS
        }
        reply = self._ask(Ask(request.url, kind, body, headers, request.headers.get("referer")))
        if reply.why:
            self.refused = f"{reply.why} at {request.url}"
        elif kind != "script" or "?" in request.url:
            text = decode(reply.body)[0]
            self._exchanges.append(Exchange(request.url, text, body, headers, reply.status))
        return reply

    def _count(self, request: Any, kind: Kind) -> None:
        loads = self.loads + (kind == "document" and request.frame == self._page.main_frame)
        if self._asked >= MOST_ASKED or loads > self._job.loads:
            raise Stopped
        self._asked, self.loads = self._asked + 1, loads

    # -- looking and working

    def begin(self) -> None:
        """Another report is to be shown: its requests are counted anew."""
        self._asked, self._exchanges = 0, []

    def load(self, url: str) -> None:
        """:raises playwright's errors: the page gave no document."""
        self._page.goto(url, wait_until="domcontentloaded")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked and nothing changes any more: a page that a busy machine holds up says nothing meanwhile."""
        still, before = 0, ""
        for _ in range(MOST_WAITS):
            self._page.wait_for_timeout(QUIET)
            now = f"{self._asked} {self._evaluate(_STATE)}"
            still = still + 1 if now == before and now.endswith(" complete") else 0
            before = now
            if still >= STILL:
                return

    def look(self) -> Seen:
        """What was asked since the last look, and what is shown now."""
        exchanges, self._exchanges = tuple(self._exchanges), []
        links: list[Link] = []
        texts = []
        for frame in self._page.frames[:4]:
            shown = self._evaluate(_SHOWN, MOST_LINKS, frame)
            links += [
                Link(url, text.strip(), title)
                for url, text, title in shown["links"]
                if url.startswith("http")
            ]
            texts.append(shown["text"][:LONGEST_TEXT])
        return Seen(exchanges, tuple(links[:MOST_LINKS]), "\n".join(texts))

    def _evaluate(self, script: str, given: Any = None, frame: Any = None) -> Any:
        """What a script of ours comes to; once more where the page was left meanwhile."""
        for left in (2, 1, 0):
            try:
                return (frame or self._page).evaluate(script, given)
            except Exception as error:
                if not left or "context was destroyed" not in str(error):
                    raise
                self._page.wait_for_timeout(QUIET)
        return None

    def document(self, *, styled: bool = False) -> str:
        """What is shown, as a document without scripts; `styled` with its styles."""
        text: str = self._evaluate(_DOCUMENT, _MOVING if styled else f"{_MOVING},style,link")
        return text[:LONGEST_PAGE]

    def controls(self) -> list[Control]:
        return [Control(*found) for found in self._evaluate(CANDIDATES)]

    def work(self, control: int | None) -> None:
        """Click a control, or scroll to the end, and wait for what comes of it."""
        before = (self._asked, self._evaluate(_STATE))
        if control is None:
            self._evaluate(SCROLL)
        else:
            self._evaluate(CLICK, control)
        for _ in range(MOST_LATE):
            self._page.wait_for_timeout(QUIET)
            if (self._asked, self._evaluate(_STATE)) != before:
                break
        self.settle()

    def open_row(self, words: str) -> str | None:
        """Where a click on the words of a row leads; None where it leads nowhere."""
        before = self._page.url
        if not self._evaluate(_OPEN_ROW, words):
            return None
        for _ in range(MOST_LATE):
            self._page.wait_for_timeout(QUIET)
            led: str | None = self._evaluate("() => window.__led || null")
            after: str = self._page.url
            if led or after != before:
                return led or after
        return None

    @property
    def url(self) -> str:
        found: str = self._page.url
        return found


def _typed(reply: Reply) -> str:
    """The media type of an answer; where neither it nor the answer's head names an encoding, with the one that we would read it in."""
    media_type = reply.media_type or "text/html"
    if "charset" in media_type.lower() or b"charset" in reply.body[:HEAD].lower():
        return media_type
    return f"{media_type}; charset={decode(reply.body)[1]}"


@contextmanager
def opened(job: Job, ask: Callable[[Ask], Reply]) -> Iterator[Browser]:
    """A browser for one job; sandboxed, but for a process of root, which Chromium does not sandbox."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=job.chromium,
            args=list(ARGUMENTS),
            headless=True,
            chromium_sandbox=is_sandboxed(),
        )
        context = chromium.new_context(
            user_agent=job.agent,
            locale="zh-CN",
            accept_downloads=False,
            service_workers="block",
            permissions=[],
        )
        page = context.new_page()
        context.on("page", lambda other: other.close() if other is not page else None)
        try:
            yield Browser(page, job, ask)
        finally:
            chromium.close()
