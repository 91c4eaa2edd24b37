"""Compares a package's output with what was recorded for its OUTPUT_VERSION.

Numbers are compared with a tolerance, so that another machine, BLAS or graphics driver makes no difference.
After a wanted change, raise OUTPUT_VERSION and record anew: `RECORD_OUTPUT=1 python -m pytest <the test file>`.
"""

import json
import os
from pathlib import Path

import numpy as np


def fingerprint(array, count: int = 8) -> list[float]:
    """Return the norm of an array and its projections on `count` fixed patterns."""
    values = np.asarray(array, float).ravel()
    index = np.arange(len(values))
    projections = [float(values @ np.cos((k + 1) * 0.7548776662 * index)) for k in range(count)]
    return [float(np.linalg.norm(values)), *projections]


def assert_as_recorded(package, path: Path, output: dict, *, tolerance: float = 1e-3) -> None:
    """Fail unless `output`, lists of numbers or strings by name, is what `path` holds for the package's version.

    `tolerance` is relative to the largest number of a list.
    """
    version = package.OUTPUT_VERSION
    if os.environ.get("RECORD_OUTPUT"):
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in output.items())
        path.write_text(f'{{"output_version": {version}, "output": {{\n{lines}\n}}}}\n')
    recorded = json.loads(path.read_text())
    how = f"record it anew: RECORD_OUTPUT=1 python -m pytest {path.parent}/test_output_version.py"
    assert recorded["output_version"] == version, f"{package.__name__}.OUTPUT_VERSION is new; {how}"
    changed = [name for name in recorded["output"] | output if not _equal(recorded["output"], output, name, tolerance)]
    assert not changed, (
        f"{package.__name__} gives other output than version {version} did ({', '.join(changed)}): existing stimuli "
        f"would no longer match their keys. If that is wanted, raise {package.__name__}.OUTPUT_VERSION, then {how}"
    )


def _equal(recorded: dict, output: dict, name: str, tolerance: float) -> bool:
    before, after = recorded.get(name), output.get(name)
    if before is None or after is None or len(before) != len(after):
        return False
    if any(isinstance(value, str) for value in before):
        return before == after
    scale = max(np.abs(before).max(initial=0.0), 1e-3)
    return bool(np.allclose(before, after, rtol=0, atol=tolerance * scale))
