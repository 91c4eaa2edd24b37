"""Variances of a pilot, from the `results.json` of this version or of 0.1, which had regions instead of questions."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from analysis.json_types import JsonObject
from analysis.method_descriptions import CONTRAST_SCORES
from analysis.power.planned_tests import Pilot
from analysis.power.variances import PilotSize, VarianceComponents, variances_from_components
from face.errors import InputError


def read_pilot(path: Path) -> Pilot:
    """Return the variances of each question whose mixed model was fitted, and the size of the pilot.

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
    own = _contrast_variances(results.get("contrasts") or [], known)
    counts = results.get("counts") or {}
    sizes = [counts.get(key) or 0 for key in ("raters", "clips", "conditions")]
    return Pilot(known, PilotSize(*sizes) if min(sizes) > 0 else None, own)


def _contrast_variances(
    rows: Sequence[JsonObject], questions: Mapping[str, VarianceComponents]
) -> dict[tuple[str, str], VarianceComponents]:
    """Return the variances of ratings behind each contrast's scores: those of the scores over the sum of w².

    Contrasts that were tested otherwise have none.
    """
    own = {}
    for row in rows:
        if row.get("method") == CONTRAST_SCORES and row.get("components") and row.get("question") in questions:
            squares = sum(weight**2 for weight in row["weights"].values())
            rater, clip, residual = (
                row["components"].get(name, 0.0) / squares for name in ("rater", "clip", "residual")
            )
            key = row["name"], row["question"]
            own[key] = VarianceComponents(rater, clip, residual, questions[row["question"]].rater)
    return own


def check_pilot_questions(path: Path, pilot: Pilot, planned: Collection[str]) -> None:
    """Raise InputError if the pilot has variances of none of the planned questions."""
    if planned and not set(planned) & set(pilot.variances):
        raise InputError(
            f"{path} has variances of {', '.join(pilot.variances)}, but the plan's questions are {', '.join(planned)}; "
            "use the same names"
        )
