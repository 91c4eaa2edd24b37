"""The results as CSV tables with full precision; tables for readers are in `tables`."""

from collections.abc import Iterable
from typing import Any

from analysis.csv_format import format_csv
from analysis.json_types import JsonObject


def csv_tables(results: JsonObject) -> dict[str, str]:
    """Return the text of each CSV file by its name, from the content of `results.json`.

    A list becomes a table of its entries; every other part of a question becomes one row with dotted column names.
    """
    wanted = ("contrasts", "interaction", "question_differences", "screening")
    tables = {name: results[name] for name in wanted if results.get(name)}
    for question, parts in results["questions"].items():
        for name, part in parts.items():
            if name != "warnings" and part:
                tables.setdefault(name, []).extend({"question": question} | row for row in _rows(part))
    return {f"{name}.csv": format_csv(rows) for name, rows in tables.items()}


def _rows(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [dict(_flatten(row)) for row in part]
    return [dict(_flatten(part))]


def _flatten(part: JsonObject, prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
