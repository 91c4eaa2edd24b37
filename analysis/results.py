"""The results of an analysis, in the shape of `results.json`; `docs/reference/results.md` describes each number.

Importing this module does not load scipy, so that the web process can.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from analysis.raters.screening import ScreeningFinding

if TYPE_CHECKING:
    from analysis.comparisons.contrasts import Contrast
    from analysis.comparisons.interaction import Interaction, QuestionDifference
    from analysis.question_analysis import QuestionResults

SCHEMA_VERSION: Final = 2
PROGRAM: Final = "Facestudy 0.2.0.dev0"


@dataclass(frozen=True)
class Results:
    """Everything that was computed; `notes` may be added by the caller of the analysis."""

    schema: int
    program: str
    input_sha256: str
    simulated: bool
    plan: dict[str, Any]
    plan_sha256: str
    deviations: list[str]
    counts: dict[str, int]
    screening: list[ScreeningFinding]
    methods: dict[str, str]
    contrasts: "list[Contrast]"
    questions: "dict[str, QuestionResults]"
    warnings: list[str]
    notes: list[str] = field(default_factory=list)
    preregistration: dict[str, str] | None = None
    interaction: "list[Interaction]" = field(default_factory=list)
    question_differences: "list[QuestionDifference]" = field(default_factory=list)

    def to_json(self) -> str:
        """Return the text of `results.json`, byte for byte the same for the same results."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
