"""One portal of the farm: its pages, its data behind scripts, where each report stands, and how a person reaches it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from samples.farm.site import friends
from samples.model import Document
from tests.crawler.foreign import dialect as dialects
from tests.crawler.foreign import look as looks
from tests.crawler.foreign.browser import Browser
from tests.crawler.foreign.county import OLDEST, County
from tests.crawler.foreign.look import Row
from tests.crawler.foreign.names import Names
from tests.crawler.foreign.web import PORT, Asked, Handler, Reply

Clicks = Callable[[Browser], Iterator[str]]
_SHAPES = (
    "/{s}/{ym}/t{ymd}_{n}.{e}",
    "/{s}/{y}/{m}/{n}.{e}",
    "/{s}/{h}.{e}",
    "/{s}.{d}?{p}={n}",
    "/{s}/content_{n}",
    "/{s}-{n}.{e}",
)
_LIBRARY = "/*! jQuery (c) its authors; the farm has a stand-in */ window.jQuery = window.$ = function () {};"


@dataclass
class Portal:
    """`reports` that stand on it, by key; `clicks` plays a person's way to all of them, and yields their addresses.

    `closed`: keys of the reports that only a browser reaches. `named`: addresses of lists that a crawl cannot read
    and has to name. `covers`: pages with the title of a report that hold reports as files, so that to take one for a report
    is no fault. `side`: another host that carries a part of it.
    """

    county: County
    rng: random.Random
    pages: dict[str, Handler] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    named: list[str] = field(default_factory=list)
    covers: list[str] = field(default_factory=list)
    side: Portal | None = None
    guard: Handler | None = None
    """Asked before every page; what it answers is sent instead."""
    clicks: Clicks = lambda browser: iter(())

    def __post_init__(self) -> None:
        self.host = self.county.place.host
        self.names = Names(self.rng)
        self.look = looks.draw(self.rng, self.names)
        self.dialect = dialects.draw(self.rng)
        self.menu: list[tuple[str, str]] = []
        self._shape = self.rng.choice(_SHAPES)
        self._folder = self.names.slug()
        self._param = self.names.key()
        self._number = self.rng.randint(20_000, 60_000)
        library = f"/{self.names.slug()}/jquery-{self.rng.choice(('1.8.3', '1.12.4', '3.6.0'))}.min.js"
        self._library = self.text(library, _LIBRARY)

    # -- what stands where --------------------------------------------------------------------------------------

    def handle(self, path: str, handler: Handler) -> str:
        """Let a function answer at a path, whatever the query; returns the path."""
        self.pages[path] = handler
        return path

    def text(self, path: str, body: str, kind: str = "application/javascript") -> str:
        """Put a file, of script if nothing else is said; returns its path."""
        body = self.dialect.script(body) if kind == "application/javascript" else body
        return self.handle(path, lambda _: Reply(body, kind=kind))

    def page(self, path: str, title: str, body: str, head: str = "") -> str:
        """Put a page in the portal's frame; returns its path. A path with a query answers to that query alone."""
        return self.handle(path, lambda _: Reply(self.framed(title, body, head)))

    def framed(self, title: str, body: str, head: str = "") -> str:
        """A page in the portal's frame."""
        place = self.county.place
        menu = "".join(f'<li><a href="{href}">{words}</a></li>' for words, href in self.menu)
        links = "".join(f'<a href="{link}">{name}</a> ' for name, link in _friends())
        foot = (
            f'<form action="{place.disallow}list" method="get"><input name="{self._param}"><button>搜索</button></form>'
            f'<a href="{place.disallow}adv.html">高级检索</a> {links}<br>主办单位：{self.county.name}人民政府办公室 '
            f"网站标识码：{place.site_id_code} 样ICP备00000000号 样例 sample：虚构地名与数据"
        )
        return self.look.frame.format(
            charset="gb2312" if self.look.charset == "gb18030" else self.look.charset,
            site=place.name,
            title=title,
            heading=title,
            crumbs=f'<a href="/">首页</a> &gt; {title}',
            head=f'<script src="{self._library}"></script>{head}',
            menu=menu,
            body=self.dialect.page(body),
            foot=foot,
            c=self.look.classes,
        )

    def answer(self, request: Asked) -> Reply | None:
        """The answer to a request; None where nothing stands."""
        if self.guard is not None and (stopped := self.guard(request)) is not None:
            return stopped
        full = f"{request.path}?{urlencode(request.params)}" if request.params else request.path
        handler = self.pages.get(full) or self.pages.get(request.path)
        return handler(request) if handler else None

    def absolute(self, path: str) -> str:
        """The address of a path, with the mark for the port."""
        return f"http://{self.host}{PORT}{path}"

    # -- papers and lists ---------------------------------------------------------------------------------------

    def article(self, document: Document) -> str:
        """Where a document stands; it is put there if it does not stand yet."""
        if document.key not in self.addresses:
            self.put_article(document, self._address(document))
        return self.addresses[document.key]

    def put_article(self, document: Document, path: str) -> str:
        """Put a document at a path."""
        self.addresses[document.key] = path
        self.documents[document.key] = document
        return self.handle(path, lambda _: Reply(self._paper(document)))

    def rows(self, documents: Iterable[Document]) -> list[Row]:
        """Documents as lines of a list."""
        return [Row(d.title, self.article(d), str(d.posted_on or "")) for d in documents]

    def listing(self, documents: Iterable[Document]) -> str:
        """Documents as a list in HTML."""
        return self.look.listing(self.rows(documents))

    def cut(self, documents: Sequence[Document], size: int = 0) -> list[list[Document]]:
        """Documents in pages of `size`, of the look's size where none is said; at least one page."""
        size = size or self.look.size
        return [list(documents[i : i + size]) for i in range(0, len(documents), size)] or [[]]

    def _address(self, document: Document) -> str:
        self._number += self.rng.randint(1, 40)
        day = document.posted_on or OLDEST
        return self._shape.format(
            s=self._folder,
            y=day.year,
            m=day.month,
            ym=f"{day:%Y%m}",
            ymd=f"{day:%Y%m%d}",
            n=self._number,
            h=self.names.hexadecimal(24),
            e=self.names.static,
            d=self.names.dynamic,
            p=self._param,
        )

    def _paper(self, document: Document) -> str:
        info = f"<p>来源：{document.posted_by} 发布时间：{document.posted_on or ''} 浏览次数：- 打印 关闭</p>"
        return self.framed(document.title, info + self.look.markup.render(document.blocks()))


def _friends() -> list[tuple[str, str]]:
    return [(name, f"http://www.p{n}.example/") for n, name in enumerate(friends()[:4])]
