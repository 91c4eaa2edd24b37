"""Variances of a pilot, from the `results.json` of this version or of 0.1, which had regions instead of questions."""

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from analysis.power.power_analysis import VarianceComponents, variances_from_components
from face.errors import InputError


def pilot_variances(path: Path) -> dict[str, VarianceComponents]:
    """Return the variances of each question whose mixed model was fitted.

    Raises
    ------
    InputError
        If the file is no `results.json`, or no model was fitted.
    """
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        questions = results["questions"] if "questions" in results else results["regions"]
        components = {name: question["lmm"]["components"] for name, question in questions.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(f"{path} is not a results.json; make one with: python -m analysis report") from None
    known = {name: variances_from_components(each) for name, each in components.items() if each}
    if not known:
        raise InputError(f"{path} has no variances: its mixed models were not fitted")
    return known


def pilot_question(
    path: Path, known: dict[str, VarianceComponents], wanted: str | None, planned: Collection[str]
) -> str:
    """Return the pilot's question to take variances from: the wanted one, else the planned one with the greatest.

    Raises
    ------
    InputError
        If the pilot has no variances of the wanted question, or none of a planned one.
    """
    if wanted and wanted not in known:
        raise InputError(f"{path} has no variances of a question {wanted}; it has {', '.join(known)}")
    usable = [name for name in known if not planned or name in planned]
    if not usable:
        raise InputError(
            f"{path} has variances of {', '.join(known)}, but the plan's questions are {', '.join(planned)}; "
            "use the same names"
        )
    return wanted or max(usable, key=lambda name: sum(asdict(known[name]).values()))
