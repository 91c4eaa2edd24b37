"""Numbers of results.json that are no numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np


def not_finite(content: Any, place: str = "") -> Iterator[str]:
    """Yield where the content of a JSON document holds NaN or an infinite number."""
    if isinstance(content, dict | list):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from not_finite(value, f"{place}.{key}")
    elif isinstance(content, float) and not np.isfinite(content):
        yield place
