"""The specification curve: the estimates of all analyses, sorted, above the choices that each of them made."""

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.multiverse.outcomes import Outcome, verdict_counts
from analysis.multiverse.specifications import KINDS
from analysis.report import phrasing
from analysis.report.figures.style import GREEN, INK, TEXT_WIDTH, VERDICT_COLOURS

CURVE_HEIGHT = 1.7
CHOICE_HEIGHT = 0.17
"""Inches of a line of choices."""
TITLE_WIDTH = 64
"""Characters of a line of a panel's title."""


def specification_curve(outcomes: Sequence[Outcome], bounds: dict[str, float]) -> Figure:
    """Draw a pair of panels for each question: intervals in the order of the estimates, and the choices below.

    `outcomes` are those of one contrast; `bounds` are the equivalence bounds of the questions.
    """
    questions = dict.fromkeys(row.question for row in outcomes)
    groups = [(name, [row for row in outcomes if row.question == name]) for name in questions]
    lines = [_choice_lines(rows) for _, rows in groups]
    heights = [part for each in lines for part in (CURVE_HEIGHT, 0.15 + CHOICE_HEIGHT * len(each))]
    figure = Figure(figsize=(TEXT_WIDTH, sum(heights) + 0.5 * len(groups) + 0.4))
    axes = figure.subplots(2 * len(groups), 1, squeeze=False, height_ratios=heights)[:, 0]
    for number, ((question, rows), choices) in enumerate(zip(groups, lines, strict=True)):
        upper, lower = axes[2 * number], axes[2 * number + 1]
        estimated = sorted((row for row in rows if row.difference is not None), key=lambda row: row.difference or 0.0)
        title = f"{phrasing.capitalize_first(phrasing.question_name(question))}: {_counts(rows)}"
        upper.set_title(textwrap.fill(title, TITLE_WIDTH))
        _draw_curve(upper, estimated, bounds[question])
        _draw_choices(lower, estimated, choices)
    return figure


def _counts(rows: Sequence[Outcome]) -> str:
    ((_, counts),) = verdict_counts(rows).items()
    return ", ".join(f"{verdict} in {count} of {len(rows)}" for verdict, count in counts.most_common())


def _choice_lines(rows: Sequence[Outcome]) -> list[str]:
    """Return the lines of choices: rules and playback by name, left-out raters and clips together."""
    return list(dict.fromkeys(_line(row) for row in rows))


def _line(row: Outcome) -> str:
    return row.choice if row.kind in {"rule", "playback"} else KINDS[row.kind]


def _draw_curve(axes: Axes, rows: Sequence[Outcome], bound: float) -> None:
    axes.axhspan(-bound, bound, color=GREEN, alpha=0.15, linewidth=0)
    axes.axhline(0, color=INK, linewidth=0.8)
    width = max(0.8, min(3.0, 150 / max(len(rows), 1)))
    for position, row in enumerate(rows):
        colour = VERDICT_COLOURS[row.verdict]
        if row.ci_low is not None and row.ci_high is not None:
            axes.plot([position, position], [row.ci_low, row.ci_high], color=colour, linewidth=width, alpha=0.7)
        marker, size = ("D", 6) if row.kind == "planned" else ("o", 2.5)
        axes.plot([position], [row.difference or 0.0], marker, color=INK, markersize=size)
    axes.set_ylabel("difference")
    axes.set_xlim(-1, max(len(rows), 1))
    axes.set_xticks([])


def _draw_choices(axes: Axes, rows: Sequence[Outcome], choices: list[str]) -> None:
    for position, row in enumerate(rows):
        colour = VERDICT_COLOURS[row.verdict]
        axes.plot([position], [choices.index(_line(row))], "|", color=colour, markersize=7, markeredgewidth=1.5)
    axes.set_yticks(range(len(choices)), choices, fontsize=8)
    axes.set_ylim(len(choices) - 0.5, -0.5)
    axes.set_xlim(-1, max(len(rows), 1))
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
