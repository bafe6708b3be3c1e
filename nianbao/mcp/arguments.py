"""What each tool takes: the schemas that a client is shown, and the check of what it sends."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(max_length=120)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Years = Annotated[list[Year], Field(max_length=12)]
Region = Annotated[Text, Field(description="GB/T 2260 code or name (41, 河南, Henan); empty: all")]
BodyName = Annotated[Name, Field(description="Key or whole name")]
Kind = Literal["government", "government_office", "department", "township"]
Level = Literal["province", "prefecture", "county", "township"]
Status = Literal[
    "",
    "on_time",
    "late",
    "overdue",
    "not_due",
    "published",
    "not_published",
    "unknown_date",
    "not_observable",
]
Change = Literal[
    "",
    "new",
    "revised_figures",
    "revised_text",
    "rendition_added",
    "moved",
    "withdrawn",
    "back",
    "figures_disagree",
]


class Arguments(BaseModel):
    """What is left out and what is null is the same; what no tool knows is refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        return {k: v for k, v in given.items() if v is not None} if isinstance(given, dict) else given


class WhatCanBeAsked(Arguments):
    """Data dictionary: figures by table, rates, years, kinds, statuses, limits. With a question: the figures it names and the tools to ask next, or why the archive cannot answer it. Ask this first."""

    question: Annotated[str, Field(max_length=400)] = ""


class FindBodies(Arguments):
    """Bodies (governments, departments, townships) by name: simplified or traditional, short forms (卫健委), pinyin, initials, English (Baiyan County Finance Bureau), with an error of typing. Other tools take the key."""

    name: Name


class SearchReports(Arguments):
    """Reports whose text has all words; each with a passage."""

    words: Name
    year: Annotated[int, Field(ge=0, le=2100, description="0: all")] = 0
    region: Region = ""


class ListReports(Arguments):
    """Reports of a body: titles, days, permanent addresses, citations."""

    body: BodyName
    years: Years = []


class GetFigures(Arguments):
    """Figures or rates of one body by year. Each with proof link, permanent address, citation. A blank is not 0; cells without a number stand under without_number with the reason."""

    body: BodyName
    figures: Annotated[
        list[Name],
        Field(
            min_length=1,
            max_length=8,
            description="Keys (t3.granted.total), labels or row + column (予以公开 自然人; granted, natural persons)",
        ),
    ]
    years: Annotated[Years, Field(description="Empty: all")] = []


class Compare(Arguments):
    """One figure of several bodies and/or years: rows, each minus and divided by the first, their sum, and its quotient over a second figure. Nothing is worked out from a report whose own sums fail."""

    figure: Name
    bodies: Annotated[list[Name], Field(min_length=1, max_length=8)]
    years: Annotated[list[Year], Field(min_length=1, max_length=8)]
    over: Annotated[Text, Field(description="Figure to divide by")] = ""


class Total(Arguments):
    """Sum of a figure over the bodies of one kind and level in a region and year, with how many were expected, are there, and count."""

    figure: Name
    year: Year
    region: Region = ""
    kind: Kind = "government"
    level: Level = "county"


class Gaps(Arguments):
    """Who has published, is late, overdue, or cannot be judged (not_observable), with due day, its legal basis and the last healthy visit; counts by status. Without body and year: the last year due (of the region)."""

    body: Annotated[Text, Field(description="Key or whole name; empty: all")] = ""
    year: Annotated[int, Field(ge=0, le=2100, description="0: see above")] = 0
    region: Region = ""
    status: Status = ""


class Changes(Arguments):
    """What changed in published reports, newest first: corrected figures and texts, withdrawn or moved reports, with links to both versions."""

    body: Annotated[Text, Field(description="Key or whole name; empty: all")] = ""
    year: Annotated[int, Field(ge=0, le=2100, description="0: all")] = 0
    region: Region = ""
    kind: Change = ""
    since: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$", description="YYYY-MM-DD")] = ""


def schema(arguments: type[Arguments]) -> dict[str, Any]:
    """As JSON Schema, without the titles that repeat the names."""
    found: dict[str, Any] = _plain(arguments.model_json_schema())
    found.pop("description", None)
    return found


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if isinstance(node, dict):
        return {k: _plain(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    return node
