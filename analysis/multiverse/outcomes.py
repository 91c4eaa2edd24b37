"""What the planned contrasts find in each analysis of a multiverse."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from threadpoolctl import threadpool_limits

from analysis.comparisons.planned_contrasts import evaluate_planned_contrasts
from analysis.multiverse.disturbances import Disturbance
from analysis.multiverse.specifications import Kind, Specification, specifications
from analysis.plan import Plan
from analysis.raters.screening import NO_FAILED_CHECKS
from analysis.ratings import Ratings
from face.errors import InputError
from face.progress import ProgressCallback, no_progress

NO_VERDICT: Final = "not estimated"


@dataclass(frozen=True)
class Outcome:
    """A contrast for one question in one analysis, with the interval that belongs to its verdict."""

    kind: Kind
    choice: str
    question: str
    contrast: str
    ratings: int
    raters: int
    clips: int
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    p_adjusted: float | None
    tost_p_adjusted: float | None
    verdict: str | None
    reason: str | None


def multiverse(
    ratings: Ratings,
    plan: Plan,
    *,
    failed: Mapping[str, str] = NO_FAILED_CHECKS,
    playback: Sequence[Disturbance] = (),
    progress: ProgressCallback = no_progress,
) -> list[Outcome]:
    """Test the planned contrasts in every analysis of the multiverse; parameters as for `specifications`.

    Raises
    ------
    InputError
        If no contrast is planned.
    """
    if not plan.analysis.contrasts:
        raise InputError(
            "a multiverse repeats the planned contrasts, and the plan has none; write [analysis.contrasts]"
        )
    universe = list(specifications(ratings.analysed, plan, failed=failed, playback=playback))
    outcomes = []
    with threadpool_limits(limits=1, user_api="blas"):
        for number, specification in enumerate(universe):
            progress(number / len(universe), f"analysis {number + 1} of {len(universe)}: {specification.choice}")
            outcomes += _outcomes(specification, plan)
    return outcomes


def verdict_counts(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], Counter[str]]:
    """Return how often each verdict occurs, by contrast and question."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in outcomes:
        counts.setdefault((row.contrast, row.question), Counter())[row.verdict or NO_VERDICT] += 1
    return counts


def verdict_rows(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    """Return a row per contrast, question and verdict: in how many of the analyses it is reached."""
    return [
        {"contrast": contrast, "question": question, "verdict": verdict, "analyses": count, "of": counts.total()}
        for (contrast, question), counts in verdict_counts(outcomes).items()
        for verdict, count in counts.most_common()
    ]


def _outcomes(specification: Specification, plan: Plan) -> list[Outcome]:
    ratings = specification.ratings
    counts = (len(ratings), len(set(ratings.rater.tolist())), len(set(ratings.clip.tolist())))
    return [
        Outcome(
            specification.kind,
            specification.choice,
            row.question,
            row.name,
            *counts,
            row.difference,
            row.ci_low_adjusted,
            row.ci_high_adjusted,
            row.p_adjusted,
            row.tost_p_adjusted,
            row.verdict,
            row.reason,
        )
        for row in evaluate_planned_contrasts(ratings, plan)
    ]
