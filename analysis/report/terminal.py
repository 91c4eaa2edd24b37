"""Prints the main results as tables in the terminal."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from rich import box
from rich.console import Group
from rich.table import Table

from analysis.comparisons.contrasts import Contrast
from analysis.models.lmm import MAXIMAL_TERMS
from analysis.results import Results


def summary(results: Results) -> Group:
    """Return the main tables and all warnings."""
    parts: list[Any] = [_description_table(results), _model_table(results), *_rank_test_tables(results)]
    parts += [_contrast_table(name, rows) for name, rows in groupby(results.contrasts, key=lambda row: row.name)]
    return Group(*parts, *(f"warning: {warning}" for warning in _all_warnings(results)))


def _all_warnings(results: Results) -> list[str]:
    simulated = ["these ratings are simulated"] if results.simulated else []
    question_warnings = [
        f"{name}: {warning}"
        for name, question in results.questions.items()
        for warning in question.warnings + question.lmm.warnings
    ]
    contrast_warnings = [
        f"{each.name}, {each.question}: {text}" for each in results.contrasts for text in each.warnings
    ]
    return simulated + results.warnings + results.deviations + question_warnings + contrast_warnings


def _table(title: str, *columns: str) -> Table:
    """Return a table in which only names and multi-word headings wrap."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", padding=(0, 1), pad_edge=False)
    for column in columns:
        wraps = " " in column or column in {"condition", "contrast"}
        table.add_column(column, overflow="fold", no_wrap=not wraps)
    return table


def _description_table(results: Results) -> Table:
    table = _table("Ratings", "question", "condition", "n", "mean", "sd", "interval")
    for name, question in results.questions.items():
        for row in question.description:
            interval = _interval(row.ci_low, row.ci_high)
            table.add_row(name, row.condition, str(row.n), _number(row.mean), _number(row.sd), interval)
    return table


TERM_HEADINGS: Final = tuple(term.replace(":condition", " by cond.") for term in MAXIMAL_TERMS)


def _model_table(results: Results) -> Table:
    table = _table("Mixed model: variances and test", "question", *TERM_HEADINGS, "residual", "F", "df", "p")
    for name, question in results.questions.items():
        components = question.lmm.components or {}
        test = question.lmm.omnibus
        variances = [_number(components.get(term)) for term in (*MAXIMAL_TERMS, "residual")]
        if test is None:
            table.add_row(name, *variances, "–", "–", "–")
        else:
            df = f"{test.df1}, {_number(test.df2, 1)}"
            table.add_row(name, *variances, _number(test.F), df, format_p(test.p))
    return table


def _rank_test_tables(results: Results) -> list[Table]:
    """Return the rank tests of rater means: Friedman's, and Kruskal and Wallis's where raters rated one condition."""
    friedman = _table("Friedman test", "question", "chi2", "df", "p", "Kendall's W", "raters")
    kruskal = _table("Kruskal-Wallis test", "question", "chi2", "df", "p", "epsilon2", "raters")
    for name, question in results.questions.items():
        between, within = question.kruskal_wallis, question.friedman
        test, effect = (between, between.epsilon2) if between else (within, within.kendall_w)
        row = (_number(test.chi2), _number(test.df, 0), format_p(test.p), _number(effect), str(test.n))
        (kruskal if between else friedman).add_row(name, *row)
    return [table for table in (friedman, kruskal) if table.row_count]


def _contrast_table(name: str, rows: Iterable[Contrast]) -> Table:
    columns = ("question", "difference", "interval", "p", "p adjusted", "verdict")
    table = _table(f"Planned contrast: {name}", *columns)
    for row in rows:
        table.add_row(
            row.question,
            _number(row.difference),
            _interval(row.ci_low, row.ci_high),
            format_p(row.p),
            format_p(row.p_adjusted),
            row.verdict or row.reason,
        )
    return table


def format_p(p: float | None) -> str:
    """Format a p-value with three decimals, in APA style; a dash for None."""
    if p is None:
        return "–"
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"
