"""The order of conditions in tables and figures."""

import re
from collections.abc import Sequence

from analysis.json_types import JsonObject


def condition_order(results: JsonObject, first: Sequence[str] = ()) -> list[str]:
    """Return the rated conditions: those in `first`, then those of the planned contrasts, then the others by name.

    Numbers in names count as numbers: `joint-10` comes after `joint-2`.
    """
    planned = [name for row in results["contrasts"] for name in row["weights"]]
    rated = {row["condition"] for question in results["questions"].values() for row in question["description"]}
    names = dict.fromkeys([*first, *planned, *sorted(rated, key=_natural_key)])
    return [name for name in names if name in rated]


def _natural_key(name: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name)]
