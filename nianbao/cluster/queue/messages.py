"""What worker and coordinator say to each other: JSON, each value bounded, whoever says it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from archive.crawl.queued import Ended
from archive.outcomes import Outcome

PROTOCOL = 1
"""Goes up when a message changes."""
LARGEST_MESSAGE = 1_000_000
LARGEST_SHARD = 2_000_000_000
LARGEST_FILE = 4_000_000_000
LARGEST_VISIT = 8_000_000_000
"""All files of a visit, whose answers are at most 1 GB."""
DATABASE = "nianbao.db"
CLOCK_SECONDS = 300
"""A worker whose clock is further from the coordinator's is refused: when a page was seen is a part of the proof."""

Refusal = Literal["token", "version", "clock", "label", "room", "store", "message"]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
WorkerName = Annotated[str, StringConstraints(pattern=r"^worker [0-9a-f]{16}$")]
OrderName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}-[0-9a-f]{12}-[1-9][0-9]{0,5}$")]
FileName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:nianbao\.db|[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\.[A-Za-z0-9_-]{1,40})*\.warc\.gz)$"
    ),
]
"""A bare name: no place in it."""


class RefusedError(Exception):
    """The coordinator, or the worker itself, will not have it work: why, in one line."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Versions(_Message):
    """What must be the same on both sides."""

    protocol: Count
    nianbao: Annotated[str, Field(max_length=50)]
    parser: Annotated[str, Field(max_length=50)]
    schema_step: Annotated[str, Field(max_length=50)]


class Asking(_Message):
    """A worker wants a portal; it has none."""

    worker: WorkerName
    labels: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=50, strict=False)]
    versions: Versions
    now: Annotated[float, Field(ge=0, le=1e11)]
    """Its clock: seconds since 1970, UTC."""


class File(_Message):
    name: FileName
    size: Annotated[int, Field(ge=0, le=LARGEST_FILE)]
    sha256: Digest


class How(_Message):
    """How the portal is to be visited. Whether private addresses may be asked is for each worker to say."""

    delay: Annotated[float, Field(ge=0, le=120)]
    max_pages: Annotated[int, Field(ge=1, le=100_000)]
    contact: Annotated[str, StringConstraints(pattern=r"^[ -~]{1,200}$")] | None
    requisites: bool
    hours: Annotated[str, Field(max_length=10)] | None
    browser: Literal["auto", "never"]
    also_on: Annotated[tuple[Annotated[str, Field(max_length=253)], ...], Field(max_length=50, strict=False)]
    recipes: Annotated[tuple[Any, ...], Field(max_length=200, strict=False)]


class Given(_Message):
    """An order: one portal, for so many seconds from the question on, or longer where it is renewed."""

    order: OrderName
    home: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2000)]
    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None
    how: How
    term: Annotated[float, Field(ge=1, le=86_400)]
    shard: File
    store: Annotated[str, Field(max_length=100)]
    """The name of the store that the coordinator looks into."""


class Answer(_Message):
    """An order; or how many seconds to wait, as all portals of these labels are with others; or neither: there is no more to do."""

    given: Given | None = None
    wait: Annotated[float, Field(ge=0.1, le=3600)] | None = None


class Held(_Message):
    """The worker is at its portal."""

    worker: WorkerName
    order: OrderName


class GivenBack(Held):
    """The worker leaves it. `why`: the visit broke."""

    why: Annotated[str, Field(max_length=500)] | None


class Tally(_Message):
    """How the visit went."""

    outcome: Outcome
    why: Annotated[str, Field(max_length=2000)] | None
    pages: Count
    reports: Count
    new_reports: Count
    failures: Count

    def ended(self) -> Ended:
        return Ended(**self.model_dump())


class Manifest(_Message):
    """What an order brought: the files that stand in the store under its name, one of them the shard's database."""

    order: OrderName
    files: Annotated[tuple[File, ...], Field(min_length=1, max_length=1000, strict=False)]
    tally: Tally


class Brought(Held):
    manifest: Manifest


class Refused(_Message):
    """The answer to one who is refused."""

    refused: Refusal
    message: Annotated[str, Field(max_length=1000)]
