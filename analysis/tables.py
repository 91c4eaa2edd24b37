"""The results as tables: CSV files beside `results.json`, and a summary for the terminal."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table

from analysis.results import Results


def csv_tables(results: Results) -> dict[str, str]:
    """Return the text of each CSV file by its name."""
    regions = results.regions.items()
    rows = {
        "description": [{"region": name} | asdict(row) for name, region in regions for row in region.description],
        "friedman": [{"region": name} | asdict(region.friedman) for name, region in regions],
        "contrasts": [asdict(row) for row in results.contrasts],
        "pairs": [{"region": name} | asdict(row) for name, region in regions for row in region.pairs],
        "screening": [asdict(row) for row in results.screening],
    }
    return {f"{name}.csv": _csv(table) for name, table in rows.items() if table}


def summary(results: Results) -> Group:
    """Return the tables that a person wants to see first."""
    shown: list[Any] = [_description(results), _friedman(results)]
    if results.contrasts:
        shown.append(_contrasts(results))
    return Group(*shown, *(f"warning: {warning}" for warning in results.warnings))


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Flatten what one cell must hold: a histogram `1 0 4`, weights `a=1 b=-1`."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{name}={weight:g}" for name, weight in value.items())
    return value


def _description(results: Results) -> Table:
    table = Table("region", "condition", "n", "mean", "sd", "interval", title="Ratings")
    for name, region in results.regions.items():
        for row in region.description:
            interval = _interval(row.ci_low, row.ci_high)
            table.add_row(name, row.condition, str(row.n), _number(row.mean), _number(row.sd), interval)
    return table


def _friedman(results: Results) -> Table:
    table = Table("region", "chi2", "df", "p", "Kendall's W", "raters", title="Friedman's test")
    for name, region in results.regions.items():
        test = region.friedman
        table.add_row(
            name, _number(test.chi2), _number(test.df, 0), p_value(test.p), _number(test.kendall_w), str(test.n)
        )
    return table


def _contrasts(results: Results) -> Table:
    columns = ("region", "contrast", "difference", "interval", "p", "p adjusted", "verdict")
    table = Table(*columns, title="Contrasts of the plan")
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
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")  # noqa: PLR2004


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"
