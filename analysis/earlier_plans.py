"""Values of the plan that version 0.1 called otherwise: refused in a file, converted in a stored plan."""

from collections.abc import Mapping
from typing import Any, Final

RENAMED_VALUES: Final = {
    ("design", "layout"): {"split-regions": "split-questions"},
    ("analysis", "family"): {"region": "question"},
}
"""Table and key → earlier value → its present name."""


def convert_earlier_plan(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a stored plan or study with the present values; the argument stays as it is."""
    converted = dict(tables)
    for (table, key), values in RENAMED_VALUES.items():
        content = converted.get(table)
        if isinstance(content, Mapping) and content.get(key) in values:
            converted[table] = {**content, key: values[content[key]]}
    return converted


def check_value_is_present(table: str, key: str, value: Any) -> Any:
    """Return the value of a plan's key; raise ValueError with the new name if version 0.1 called it otherwise."""
    new = RENAMED_VALUES[table, key].get(value) if isinstance(value, str) else None
    if new:
        raise ValueError(f'"{value}" is now called "{new}"; write {key} = "{new}"')
    return value
