"""A hostile page in the browser costs its budget and is ended; nothing of it reaches another host, and no process is left."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawler.watch import process
from crawler.watch.messages import Ask, Job, Reply, Watched
from crawler.watch.process import BrowserProcess, chromium
from tests.crawler.scripted.crawling import left_over

URL = "http://hostile.scripted.localhost/list/"
PAGES = {
    "endless": "<script>for (;;) {}</script>",
    "windows": "<script>for (let i = 0; i < 50; i++) window.open('/w' + i); setInterval(() => open('/x'), 5)</script>",
    "download": "<a id=a href='/file.exe' download>x</a><script>a.click(); location.href = 'data:application/x,1'</script>",
    "workers": "<script>try { navigator.serviceWorker.register('/sw.js') } catch (e) {} try { new Worker('/w.js') } catch (e) {}</script>",
    "elsewhere": "<img src='http://other.example/p.png'><script>fetch('http://169.254.169.254/'); new Image().src = 'http://127.0.0.1:1/';"
    "try { new WebSocket('ws://other.example/') } catch (e) {} navigator.sendBeacon('/b', '1'); fetch('/private').catch(() => 0)</script>",
    "memory": "<script>window.kept = []; for (let i = 0; i < 400; i++) { const c = document.createElement('canvas'); c.width = c.height = 8000;"
    " c.getContext('2d').fillRect(0, 0, 8000, 8000); kept.push(c) }</script>",
    "arrays": "<script>window.kept = []; for (;;) kept.push(new Uint8Array(5e7).fill(7))</script>",
    "blobs": "<script>window.kept = []; for (let i = 0; i < 80; i++) kept.push(new Blob([new Uint8Array(4e7).fill(i)]))</script>",
    "strings": "<script>window.kept = []; for (;;) kept.push('x'.repeat(1e7) + kept.length)</script>",
    "frames": "<iframe srcdoc='<script>window.kept = []; for (;;) kept.push(new Uint8Array(2e7).fill(7))</script>'></iframe>"
    * 4,
    "asking": "<script>let n = 0; setInterval(() => fetch('/again?' + n++), 1)</script>",
}


@pytest.mark.accept
@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_ended(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("playwright")
    path = chromium()
    assert path is not None
    monkeypatch.setattr(process, "SILENT_SECONDS", 20.0)
    monkeypatch.setattr(process, "SECONDS", 120.0)
    browser = BrowserProcess(Job(URL, "nianbao-test", path), tmp_path)
    asked: list[Ask] = []
    sockets: set[str] = set()
    try:
        ended = _answered(browser, PAGES[name], asked, sockets)
    finally:
        browser.end()
    print(f"\n{name}: {ended}, {len(asked)} asked, {browser.peak_bytes / 1e6:.0f} MB")
    assert browser.peak_bytes <= process.MEMORY_BYTES
    assert not sockets
    assert len(asked) <= 90
    assert all(ask.kind in ("document", "script", "data", "proof") for ask in asked)
    assert not any(ask.url.endswith((".png", "sw.js", "/w.js", ".exe")) for ask in asked)
    time.sleep(0.5)
    assert not left_over(tmp_path)


def _of_the_network(root: int) -> set[str]:
    """Sockets of TCP and UDP that a process and its descendants hold, as the kernel lists them."""
    listed = {}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            listed[f"socket:[{fields[9]}]"] = f"{table} {fields[1]} {fields[2]}"
    found = set()
    for pid in process.family(root):
        try:
            found |= {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
    return {listed[name] for name in found & listed.keys()}


def _answered(browser: BrowserProcess, page: str, asked: list[Ask], sockets: set[str]) -> str:
    """Answer what is asked of the portal's own host, as the crawl would, until it is over; how it ended."""
    while True:
        sockets |= _of_the_network(browser.pid)
        if why := browser.beyond():
            return why
        try:
            message = browser.heard()
        except (EOFError, ValueError):
            return "it ended by itself"
        if isinstance(message, Ask):
            asked.append(message)
            own = message.url.startswith("http://hostile.scripted.localhost/")
            text = page if message.url == URL else "{}"
            media_type = "text/html" if message.kind == "document" else "application/json"
            browser.send(
                Reply(message.url, 200, media_type, text.encode())
                if own
                else Reply(why="no address of the portal")
            )
        elif isinstance(message, Watched):
            return message.why or "it was watched"
        else:
            time.sleep(0.02)
