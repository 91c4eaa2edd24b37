"""R's stored numbers."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ORACLES = Path(__file__).parents[1] / "oracles"


@cache
def from_r(script: str) -> dict[str, Any]:
    """Return the sets' numbers that `tests/oracles/<script>.R` printed."""
    return json.loads((ORACLES / f"{script}.json").read_text())["sets"]
