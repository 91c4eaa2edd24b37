"""The part of a pre-registration that says how the planned contrasts are tested."""

from collections.abc import Iterator
from typing import Final

from analysis.method_descriptions import (
    ADJUSTMENT_NAMES,
    CONDITION_MEANS,
    CONTRAST_SCORES,
    DF_METHOD_NAMES,
    PAIRED_T_TEST,
    WELCH_T_TEST,
)
from analysis.plan import Plan
from analysis.power.planned_tests import family_size
from analysis.preregistration.wording import bullets, percent

SCORES_MODEL: Final = (
    f"Where at least nine of ten rater × clip blocks are complete in these conditions: a {CONTRAST_SCORES} (the "
    "weighted sum of a rater's ratings of a clip), with random effects of rater and clip."
)
MEANS_MODEL: Final = (
    f"Otherwise: a {CONDITION_MEANS}, with random effects of rater, clip, rater by condition and clip by condition; "
    "the variances of the last two and of the residual are free for each distinct weight."
)
WITHOUT_MODEL: Final = (
    f"If neither can be fitted: a {PAIRED_T_TEST}, or where each rater has one condition only a {WELCH_T_TEST}; the "
    "report says so."
)
VERDICTS: Final = (
    "Verdicts: “different” if the adjusted p is below α; “equivalent” if equivalence is shown; both can be true; "
    "“undecided” if neither is. A result that is not significant is not called “no difference”."
)


def confirmatory_analysis(plan: Plan) -> Iterator[str]:
    """Yield the paragraphs: models, level and adjustment, equivalence, verdicts."""
    if not plan.analysis.contrasts:
        yield "There is none: no contrast is planned."
        return
    yield "Each planned contrast is tested for each question, only on the ratings of its own conditions:"
    yield bullets((SCORES_MODEL, MEANS_MODEL, WITHOUT_MODEL))
    df = DF_METHOD_NAMES[plan.analysis.df_method]
    yield f"The models are linear and fitted by restricted maximum likelihood; degrees of freedom: {df}."
    yield _adjustment(plan)
    yield _equivalence(plan)
    yield VERDICTS


def _adjustment(plan: Plan) -> str:
    analysis, tests = plan.analysis, family_size(plan)
    if analysis.family == "none":
        return f"α = {analysis.alpha:g}, two-sided. Each test stands alone: p-values are not adjusted."
    families = {"all": "all contrasts × questions", "question": "the contrasts of each question"}
    has_known_size = bool(plan.questions) or analysis.family == "question"
    count = f" ({tests} test{'s' if tests > 1 else ''})" if has_known_size else ""
    intervals = "are not adjusted"
    if analysis.adjust == "holm":
        cover = f", covering {percent(1 - analysis.alpha / tests)} each" if has_known_size else ""
        intervals = f"that belong to the adjusted verdicts are simultaneous (Bonferroni){cover}"
    return (
        f"α = {analysis.alpha:g}, two-sided. p-values are adjusted by {ADJUSTMENT_NAMES[analysis.adjust]} over "
        f"{families[analysis.family]}{count}; planned tests that can't be computed count. Intervals {intervals}."
    )


def _equivalence(plan: Plan) -> str:
    tests = "Equivalence is tested by two one-sided tests against the bound of each question (Schuirmann, 1987)"
    if plan.analysis.adjust == "bh":
        return f"{tests}, adjusted in the same way."
    return (
        f"{tests}, each at α divided by the number of tests m: it is shown if the interval that covers 1 − 2α/m lies "
        "within the bound."
    )
