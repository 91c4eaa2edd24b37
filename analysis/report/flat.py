"""The results as CSV with every digit, for programs; tables for people are in `tables`."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
    return {f"{name}.csv": csv_text(rows) for name, rows in found.items()}


def csv_text(rows: Sequence[Row]) -> str:
    """Write rows under the columns that any of them has."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _columns(rows), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


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


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _cell(value: Any) -> Any:
    """Flatten what one cell must hold: a histogram `1 0 4`, weights `a=1 b=-1`, anything deeper as JSON."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if any(isinstance(each, dict | list) for each in inner):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{name}={_short(each)}" for name, each in value.items())
    return value


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
