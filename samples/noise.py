"""What looks like a report and is none: other annual reports, notices, explanations, blank forms."""

from datetime import date

from samples.data import toml
from samples.model import SAMPLE_INVENTED, Block, Cell, Document, Table, Text
from samples.places import Place
from samples.tables import blank_form

_PICTURE = (
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='600' height='1200'>"
    "<rect width='600' height='1200' fill='%23cfe3f5'/></svg>"
)


def noise_documents(place: Place) -> list[Document]:
    """The portal's near misses; `noise` says why each is no report."""
    county = place.invented
    return [
        *(_website(place, year) for year in (2020, 2021, 2022)),
        *(
            _lines(place, "rule_of_law", year, f"{county}{year}年法治政府建设年度报告", "policy")
            for year in (2021, 2022, 2023)
        ),
        *(
            _lines(place, "summary", year, f"{_unit(place)}{year}年政务公开工作总结", "notice")
            for year in (2021, 2022)
        ),
        *(_submit(place, year) for year in (2021, 2023)),
        *(_explain(place, year) for year in (2021, 2023)),
        *(_budget(place, year) for year in (2021, 2022, 2023)),
        _format_notice(place),
        _picture(place),
    ]


def _unit(place: Place) -> str:
    return next(organ.name for organ in place.organs if organ.kind == "department")


def _document(
    place: Place, why: str, year: int, title: str, column: str, body: list[Block], day: date
) -> Document:
    blocks = [Text("note", SAMPLE_INVENTED), *body]
    return Document(
        f"{place.key}/{why}/{year}",
        title,
        column,
        f"{place.invented}人民政府办公室",
        day,
        lambda: blocks,
        noise=why,
    )


def _paragraphs(place: Place, pool: str, year: int) -> list[Block]:
    words = {"y": year, "c": place.invented, "d": _unit(place)}
    return [Text("para", line.format(**words)) for line in toml("news")["noise"][pool]]


def _lines(place: Place, pool: str, year: int, title: str, column: str) -> Document:
    return _document(place, pool, year, title, column, _paragraphs(place, pool, year), date(year + 1, 2, 17))


def _submit(place: Place, year: int) -> Document:
    title = f"关于报送{year}年政府信息公开工作年度报告的通知"
    return _document(
        place,
        "submission_notice",
        year,
        title,
        "annual",
        _paragraphs(place, "submit", year),
        date(year, 12, 20),
    )


def _explain(place: Place, year: int) -> Document:
    title = f"《{place.invented}{year}年政府信息公开工作年度报告》解读"
    return _document(
        place, "explanation", year, title, "annual", _paragraphs(place, "explain", year), date(year + 1, 4, 6)
    )


def _website(place: Place, year: int) -> Document:
    labels = toml("news")["noise"]["website"]
    rows = [
        [Cell(label), Cell(str((year * 7 + i * 131) % 5000), figure=True)] for i, label in enumerate(labels)
    ]
    rows[0][1], rows[2][1] = (
        Cell(f"{place.invented}人民政府门户网站"),
        Cell(f"{place.invented}人民政府办公室"),
    )
    title = f"{place.invented}政府网站工作年度报表（{year}年度）"
    return _document(place, "website_report", year, title, "annual", [Table(rows)], date(year + 1, 1, 22))


def _budget(place: Place, year: int) -> Document:
    unit = next(organ for organ in place.organs if organ.kind == "department")
    labels = toml("news")["noise"]["budget"]
    rows = [[Cell("项目"), Cell("金额（万元）")]]
    rows += [
        [Cell(label), Cell(str((year * 3 + i * 97) % 900), figure=True)] for i, label in enumerate(labels)
    ]
    title = f"{unit.name}{year}年度部门决算公开"
    return _document(
        place, "budget", year, title, f"unit:{unit.key}", [Table(rows, head=1)], date(year + 1, 9, 12)
    )


def _format_notice(place: Place) -> Document:
    sections = toml("forms")["sections"]
    body = _paragraphs(place, "format_notice", 2021)
    second, third, fourth = (Table(rows) for rows in blank_form("2021", lambda _: ""))
    for heading in sections:
        body.append(Text("heading", heading))
        body += {sections[1]: [second], sections[2]: [third], sections[3]: [fourth]}.get(heading, [])
    title = "关于印发政府信息公开工作年度报告格式的通知"
    return _document(place, "format_notice", 2021, title, "annual", body, date(2021, 11, 3))


def _picture(place: Place) -> Document:
    title = f"一图读懂{place.invented}2022年政府信息公开工作年度报告"
    body: list[Block] = [Text("picture", _PICTURE)]
    return _document(place, "picture", 2022, title, "annual", body, date(2023, 4, 11))
