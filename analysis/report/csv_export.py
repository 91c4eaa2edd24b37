"""The results as CSV with every digit, for programs; tables for people are in `tables`."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.csv_format import format_csv

Row = Mapping[str, Any]


def csv_tables(results: Row) -> dict[str, str]:
    """Return the text of each CSV file by its name, from the content of `results.json`.

    A list becomes a table of its entries; whatever else a region holds, one row per region with dotted columns.
    """
    found = {name: results[name] for name in ("contrasts", "screening") if results[name]}
    for region, parts in results["regions"].items():
        for name, part in parts.items():
            if name != "warnings" and part:
                found.setdefault(name, []).extend({"region": region} | row for row in _rows(part))
    return {f"{name}.csv": format_csv(rows) for name, rows in found.items()}


def _rows(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [dict(_dotted(row)) for row in part]
    return [dict(_dotted(part))]


def _dotted(part: Row, prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value
