"""In a worker: a chart as SVG or PNG."""

from __future__ import annotations

from dataclasses import dataclass

import pygal
import resvg_py
from pygal.style import Style

from nianbao.site.web.pool import MEMORY, last_resort

SECONDS = 10.0
FEW, MOST_TICKS = 60, 8
"""Counts up to here get ticks of our own, so many at the most above 0."""
DRAWN, FAILED = "drawn", "failed"
WIDTH, HEIGHT, PNG_WIDTH = 900, 520, 1800
FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
COLOURS = ("#2f6f8f", "#a3271f", "#6a8f4e", "#8b6aa8", "#b06a1e", "#5b6268")
DASHES = ("", "8,4", "2,4", "10,3,2,3", "5,5", "14,4")
"""Lines are told apart without colour too."""
CSS = [
    "file://style.css",
    "file://graph.css",
    "inline:.line{stroke-width:2.5px!important} .dot{stroke-dasharray:none!important}",
]

LOOK = Style(
    background="#ffffff", plot_background="#ffffff", foreground="#1f2326", foreground_strong="#1f2326",
    foreground_subtle="#5b6268", colors=COLOURS, font_family=FONTS, title_font_size=15, label_font_size=13,
    major_label_font_size=13, legend_font_size=14, value_font_size=12, opacity="1", opacity_hover="1",
    guide_stroke_dasharray="1,4", major_guide_stroke_dasharray="1,4",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """`values`: one a year of the task, None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """`below`: lines under the axis of years: what n is, and the source."""

    title: str
    unit: str
    below: str
    years: tuple[int, ...]
    series: tuple[Series, ...]
    format: str = "svg"


def draw(task: Task) -> tuple[str, bytes | str]:
    """(`DRAWN`, the bytes), or (`FAILED` or `MEMORY`, why)."""
    with last_resort(SECONDS):
        try:
            svg = drawn(task)
            if task.format == "svg":
                return DRAWN, svg.encode()
            return DRAWN, bytes(resvg_py.svg_to_bytes(svg_string=svg, width=PNG_WIDTH))
        except MemoryError:
            return MEMORY, "it needs more memory than a chart may take"
        except (
            Exception
        ) as error:  # names and numbers are those of strangers; what they do to a library is not to be listed
            return FAILED, f"{type(error).__name__} in drawing it"


def drawn(task: Task) -> str:
    """The SVG, without pygal's scripts."""
    n = len(task.series)
    columns = n if 0 < n <= 3 else 2  # pygal leaves room for the rows of these alone
    chart = pygal.Line(
        style=LOOK, explicit_size=True, js=[], css=CSS, width=WIDTH, height=HEIGHT, legend_at_bottom=True, legend_at_bottom_columns=columns,
        truncate_legend=-1, dots_size=3.5, include_x_axis=True, y_title=task.unit, x_title=task.below, title=task.title,
        value_formatter=lambda value: f"{value:g}", margin=14, margin_bottom=14 if n <= 3 else 42, no_prefix=True, show_x_guides=False,
        no_data_text="—",
    )  # fmt: skip
    chart.x_labels = [str(year) for year in task.years]
    if ticks := whole_ticks(
        [value for series in task.series for value in series.values if value is not None]
    ):
        chart.y_labels = ticks
    for at, series in enumerate(task.series):
        style = {"width": 2.5} | ({"dasharray": DASHES[at % len(DASHES)]} if DASHES[at % len(DASHES)] else {})
        chart.add(series.name, list(series.values), stroke_style=style)
    return without_scripts(chart.render(is_unicode=True))


def whole_ticks(values: list[float]) -> list[int]:
    """Of counts up to `FEW`: ticks from 0 without a fraction. Of anything else none, which leaves them to the library."""
    if not values or not all(0 <= value <= FEW and value == int(value) for value in values):
        return []
    highest = max(1, int(max(values)))
    step = next(step for step in (1, 2, 5, 10) if highest <= step * MOST_TICKS)
    return list(range(0, highest + step, step))


def without_scripts(svg: str) -> str:
    """A drawing without the elements by which pygal would make it move; one that is never closed goes on to the end."""
    kept, at = [], 0
    while (begin := svg.find("<script", at)) >= 0:
        kept.append(svg[at:begin])
        end = svg.find("</script>", begin)
        at = len(svg) if end < 0 else end + len("</script>")
    return "".join([*kept, svg[at:]])
