"""The national forms as data: which rows and columns each has, and by which words a printed label is known.

`labels.toml` holds every row and column with its Chinese and English label; a file a form (`2021.toml`) says which of
them stand in it and in which order. A new year's form is a new file here, and nothing else: rows and columns that no
form had before stand in it under `[new.t3rows]`, `[new.t2columns]` and so on, written as in `labels.toml`.
Sources: 国办公开办函〔2021〕30号, 国办公开办函〔2019〕60号, 国办发〔2014〕32号.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

KEYS = tuple(
    sorted(f.name[:4] for f in resources.files(__name__).iterdir() if re.fullmatch(r"\d{4}\.toml", f.name))
)[::-1]
"""Every form's key, the year it was issued for, newest first."""
LATEST = KEYS[0]


@dataclass(frozen=True, slots=True)
class Label:
    """One row, column, block or group: `cores` are the patterns that a printed label of it contains."""

    key: str
    zh: str
    en: str
    cores: tuple[re.Pattern[str], ...]
    unit: str = "件"
    scale: int = 0
    """Decimal digits kept when the value is stored as an integer: 0 for counts, 6 for 万元."""
    signed: bool = False
    group: str | None = None
    chapter: str | None = None

    def matches(self, text: str) -> int | None:
        """Where the last core of this label begins in `text` (a normalised label); None where none does."""
        ends = [m.start() for core in self.cores for m in core.finditer(text)]
        return max(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of table 2: 第二十条第（…）项."""

    key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A national form.

    `telling` are the rows and columns of table 2 that no older form has, of the oldest those that no newer one has; `sums` maps the total of the 2014 table to its parts.
    """

    key: str
    basis: str
    first_year: int
    telling: frozenset[str] = frozenset()
    t2: tuple[Item, ...] = ()
    t3_rows: tuple[str, ...] = ()
    t3_columns: tuple[str, ...] = ()
    t4_blocks: tuple[str, ...] = ()
    t4_columns: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, Label] = field(default_factory=dict)
    chapters: dict[str, Label] = field(default_factory=dict)
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The rows of table 3 whose sum is （七）总计."""
        return tuple(r for r in self.t3_rows if r not in FLOW_ROWS)


FLOW_ROWS = ("new_received", "carried_in", "total_results", "carried_out")


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field as the archive lists it; `position` orders the fields as the forms print them."""

    key: str
    forms: tuple[str, ...]
    table: str
    row: str
    column: str
    zh: str
    en: str
    unit: str
    scale: int
    position: int


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__name__) / name).read_text(encoding="utf-8"))


def _labels(table: dict[str, Any]) -> dict[str, Label]:
    return {
        key: Label(
            key=key,
            zh=entry["zh"],
            en=entry["en"],
            cores=tuple(re.compile(core) for core in entry["cores"]),
            unit=entry.get("unit", "件"),
            scale=entry.get("scale", 0),
            signed=entry.get("signed", False),
            group=entry.get("group"),
            chapter=entry.get("chapter"),
        )
        for key, entry in table.items()
    }


@cache
def labels(kind: str) -> dict[str, Label]:
    """The labels of one kind: sections, items, t2rows, t2columns, t3groups, t3rows, t3columns, t4blocks, t4columns."""
    found = dict(_load("labels.toml")[kind])
    for key in reversed(KEYS):
        found |= _load(f"{key}.toml").get("new", {}).get(kind, {})
    return _labels(found)


@cache
def form(key: str) -> Form:
    """The form of a key, which is one of `KEYS`."""
    data = _load(f"{key}.toml")
    t3, t4 = data.get("t3", {}), data.get("t4", {})
    return Form(
        key=data["form"],
        basis=data["basis"],
        first_year=data["first_year"],
        telling=frozenset(data.get("telling", ())),
        t2=tuple(Item(i["item"], tuple(i["rows"]), tuple(i["columns"])) for i in data.get("t2", [])),
        t3_rows=tuple(t3.get("rows", ())),
        t3_columns=tuple(t3.get("columns", ())),
        t4_blocks=tuple(t4.get("blocks", ())),
        t4_columns=tuple(t4.get("columns", ())),
        labels=data.get("labels", {}),
        indicators=_labels(data.get("indicators", {})),
        chapters=_labels(data.get("chapters", {})),
        sums={k: tuple(v) for k, v in data.get("sums", {}).items()},
    )


@cache
def forms() -> dict[str, Form]:
    """Every form, newest first."""
    return {key: form(key) for key in KEYS}


@cache
def forms_of_tables() -> tuple[Form, ...]:
    """The forms that have tables 2, 3 and 4, newest first."""
    return tuple(one for one in forms().values() if one.t3_rows)


def expected_form(year: int | None) -> str:
    """The form that a report of `year` should use; the newest where the year is not known."""
    if year is None:
        return LATEST
    return next((key for key in KEYS if year >= form(key).first_year), KEYS[-1])
