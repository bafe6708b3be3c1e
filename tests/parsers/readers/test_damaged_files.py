"""Damaged Word, Excel, OpenDocument and PDF files: read or refused in one line, no crash, no hang. A few always, minutes of
them with `make accept`."""

from __future__ import annotations

import os

import pytest

from tests.parsers.fuzzing import fuzz
from tests.parsers.producers import files, opendocument
from tests.parsers.producers.official import invented
from tests.parsers.readers.file_damage import damage

MAKERS = (files.docx_of, files.xlsx_of, opendocument.odt_of, opendocument.ods_of, files.reportlab_pdf)

BUDGET_SECONDS = 60.0
"""A PDF takes longer than a page, and the machine may be busy."""


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    return [make(invented(form)) for make in MAKERS for form in ("2021", "2019")]


def test_damage_is_drawn_from_the_seed(made: list[bytes]) -> None:
    for n, data in enumerate(made):
        assert damage(data, n).data == damage(data, n).data


def test_damaged_files_are_read_or_refused(made: list[bytes]) -> None:
    count, wrong = fuzz(made, seconds=400, most=40, do=damage, budget=BUDGET_SECONDS)
    assert (count, wrong) == (40, [])


@pytest.mark.accept
def test_minutes_of_damaged_files(made: list[bytes]) -> None:
    seconds = float(os.environ.get("NIANBAO_FUZZ_SECONDS", "300"))
    count, wrong = fuzz(made, seconds, first_seed=1_000_000, do=damage, budget=BUDGET_SECONDS)
    print(f"{count} damaged office files and PDFs in {seconds:g} s: {len(wrong)} crashes or hangs")
    assert wrong == []
