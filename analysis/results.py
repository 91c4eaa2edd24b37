"""What an analysis finds, and how to ask for it; `docs/reference/results.md` says what each number is.

Importing this file loads no scipy, which takes most of a second: only analysing does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.plan import Plan
from analysis.raters.screening import NOBODY, Finding
from analysis.ratings import Ratings

if TYPE_CHECKING:
    from analysis.differences.contrasts import Contrast
    from analysis.objective import Score
    from analysis.region import RegionResults

SCHEMA = 1
PROGRAM = "Facestudy 0.1.0"


@dataclass(frozen=True)
class Results:
    """Everything that was computed, in the shape of `results.json`; `notes` are for whoever asked to add."""

    schema: int
    program: str
    input_sha256: str
    simulated: bool
    plan: dict[str, Any]
    plan_sha256: str
    deviations: list[str]
    counts: dict[str, int]
    screening: list[Finding]
    methods: dict[str, str]
    contrasts: "list[Contrast]"
    regions: "dict[str, RegionResults]"
    warnings: list[str]
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the text of `results.json`, the same for the same results."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def analyse(
    ratings: Ratings,
    plan: Plan | None = None,
    *,
    simulated: bool = False,
    failed: Mapping[str, str] = NOBODY,
    objective: "Sequence[Score]" = (),
) -> Results:
    """Analyse the ratings with `repeat` 0 by the plan; without one, on the scale that the ratings span.

    Parameters
    ----------
    failed
        The raters who failed a check that only the questionnaire knows, each with the check's name ("gold",
        "instructed"); the plan says whether they are left out.
    objective
        What measures say of the videos, to be set beside the ratings.

    Raises
    ------
    InputError
        If a rating lies outside the plan's scale, or nothing is left to analyse.
    """
    from analysis import whole  # noqa: PLC0415 - see above

    return whole.analyse(ratings, plan, simulated=simulated, failed=failed, objective=objective)
