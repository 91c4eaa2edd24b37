"""The results as tables for the terminal; `report.csv_export` writes them as CSV."""

from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table

from analysis.models.lmm import MAXIMAL_TERMS
from analysis.results import Results


def summary(results: Results) -> Group:
    """Return the tables that a person wants to see first."""
    shown: list[Any] = [_description(results), _models(results), _friedman(results)]
    if results.contrasts:
        shown.append(_contrasts(results))
    return Group(*shown, *(f"warning: {warning}" for warning in _all_warnings(results)))


def _all_warnings(results: Results) -> list[str]:
    simulated = ["these ratings are simulated"] if results.simulated else []
    of_regions = [
        f"{name}: {warning}"
        for name, region in results.regions.items()
        for warning in region.warnings + region.lmm.warnings
    ]
    return simulated + results.warnings + results.deviations + of_regions


def _table(title: str, *columns: str) -> Table:
    """Return a table in which only names and headings of several words wrap."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", padding=(0, 1), pad_edge=False)
    for column in columns:
        wraps = " " in column or column in {"condition", "contrast"}
        table.add_column(column, overflow="fold", no_wrap=not wraps)
    return table


def _description(results: Results) -> Table:
    table = _table("Ratings", "region", "condition", "n", "mean", "sd", "interval")
    for name, region in results.regions.items():
        for row in region.description:
            interval = _interval(row.ci_low, row.ci_high)
            table.add_row(name, row.condition, str(row.n), _number(row.mean), _number(row.sd), interval)
    return table


_TERMS = tuple(term.replace(":condition", " by cond.") for term in MAXIMAL_TERMS)


def _models(results: Results) -> Table:
    table = _table("Mixed model: variances and test", "region", *_TERMS, "residual", "F", "df", "p")
    for name, region in results.regions.items():
        found = region.lmm.components or {}
        test = region.lmm.omnibus
        variances = [_number(found.get(term)) for term in (*MAXIMAL_TERMS, "residual")]
        if test is None:
            table.add_row(name, *variances, "–", "–", "–")
        else:
            df = f"{test.df1}, {_number(test.df2, 1)}"
            table.add_row(name, *variances, _number(test.F), df, p_value(test.p))
    return table


def _friedman(results: Results) -> Table:
    table = _table("Friedman's test", "region", "chi2", "df", "p", "Kendall's W", "raters")
    for name, region in results.regions.items():
        test = region.friedman
        table.add_row(
            name, _number(test.chi2), _number(test.df, 0), p_value(test.p), _number(test.kendall_w), str(test.n)
        )
    return table


def _contrasts(results: Results) -> Table:
    columns = ("region", "contrast", "difference", "interval", "p", "p adjusted", "verdict")
    table = _table("Contrasts of the plan", *columns)
    for row in results.contrasts:
        table.add_row(
            row.region,
            row.name,
            _number(row.difference),
            _interval(row.ci_low, row.ci_high),
            p_value(row.p),
            p_value(row.p_adjusted),
            row.verdict or row.reason,
        )
    return table


def p_value(p: float | None) -> str:
    """Write a p-value to three places, as APA asks."""
    if p is None:
        return "–"
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"
