"""The type of an object read from or written to `results.json`."""

from collections.abc import Mapping
from typing import Any

JsonObject = Mapping[str, Any]
