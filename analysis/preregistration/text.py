"""Writes the pre-registration of a plan as Markdown, in the order of the questions that OSF and AsPredicted ask."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.plan import Plan
from analysis.power.planned_tests import PlannedTest, level_share
from analysis.preregistration.analysis_text import confirmatory_analysis
from analysis.preregistration.description import StudyDescription
from analysis.preregistration.seal import data_block
from analysis.preregistration.wording import (
    bullets,
    contrast_in_words,
    exclusion_rules,
    listed,
    question_in_words,
    weights_in_words,
)
from analysis.results import PROGRAM

NOT_STATED: Final = "Whether data have been collected already is stated by the authors where they register this text."
TYPICAL_VARIANCES: Final = "typical variances of such ratings, not those of a pilot of this study"

LAYOUTS: Final = {
    "together": "All questions are asked under each video.",
    "blocks": "The questions are asked one after the other, each in a block of videos of its own.",
    "split-questions": "Each rater is asked one question only; the raters are divided among the questions.",
}
Lines = Iterator[str]


def preregistration_text(
    plan: Plan, study: StudyDescription, power: Sequence[PlannedTest], variances: str = TYPICAL_VARIANCES
) -> str:
    """Return the text, without a seal.

    Parameters
    ----------
    plan
        The plan.
    study
        What surrounds it.
    power
        The forecasts of its tests.
    variances
        Where the variances of the forecasts come from.
    """
    sections = {
        "Data collection so far": _collected(study),
        "What is compared": _comparisons(plan, study),
        "What raters are asked": _questions(plan),
        "Design": _design(plan, study),
        "Sample size and power": _sample_size(plan, study, power, variances),
        "When data collection ends": _stopping(plan, study),
        "Confirmatory analysis": confirmatory_analysis(plan),
        "Exclusions and missing data": _exclusions(plan, study),
        "Exploratory analyses, deviations": _exploratory(),
        "The plan as data": _data(plan, study),
    }
    parts = [f"# Pre-registration: {study.title}", f"Written by {PROGRAM} from the plan of the study."]
    for number, (heading, lines) in enumerate(sections.items(), start=1):
        parts += [f"## {number}. {heading}", *lines]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _collected(study: StudyDescription) -> Lines:
    yield " ".join(study.collected) or NOT_STATED


def _comparisons(plan: Plan, study: StudyDescription) -> Lines:
    if study.conditions:
        yield bullets(f"{name}{f': {what}' if what else ''}" for name, what in study.conditions.items())
    if not plan.analysis.contrasts:
        yield "No contrast of conditions is planned: every comparison will be exploratory."
        return
    yield "Planned contrasts, each for each question:"
    yield _table(
        ("contrast", "difference", "weights"),
        [
            (name, contrast_in_words(weights), weights_in_words(weights))
            for name, weights in plan.analysis.contrasts.items()
        ],
    )
    yield (
        "A positive difference means that what stands before “minus” is rated higher. All tests are two-sided: no "
        "direction is assumed."
    )


def _questions(plan: Plan) -> Lines:
    if not plan.questions:
        low, high = plan.design.scale
        yield (
            f"The plan names no questions. Every question in the ratings is analysed in the same way, on a scale from "
            f"{low} to {high}; differences within ± {plan.analysis.equivalence_bound:g} points do not matter."
        )
        return
    yield "\n".join(
        f"{number}. {question.name}: {question_in_words(question, plan)}. Differences within "
        f"± {plan.bound_of(question.name):g} points do not matter (equivalence bound)."
        for number, question in enumerate(plan.questions, start=1)
    )
    yield "Each rating is analysed as it was given; questions are not averaged."


def _design(plan: Plan, study: StudyDescription) -> Lines:
    design = plan.design
    clips = f"{study.clip_count} clips" if study.clip_count else "clips"
    compared = "between raters" if design.conditions_per_rater == "one" else "within raters"
    yield (
        f"The conditions are compared {compared}: {clips} are shown in each of {len(study.conditions) or 'several'} "
        f"conditions, and each rater {_rated_videos(plan, study)}. {LAYOUTS[design.layout]}"
    )
    if study.clips:
        yield f"Clips: {', '.join(study.clips)}."
    if design.factors:
        yield f"By design, conditions also differ in {listed(design.factors)}."
    if study.procedure:
        yield bullets(study.procedure)


def _sample_size(plan: Plan, study: StudyDescription, power: Sequence[PlannedTest], variances: str) -> Lines:
    per_cell = _ratings_per_cell(plan, study)
    yield f"{plan.design.raters} raters{f', {per_cell} ratings of each video' if per_cell else ''}."
    if not power:
        return
    tests = level_share(plan)
    shared = f", the plan's α divided by {tests} tests" if tests > 1 else ""
    yield f"Power of the planned tests at a two-sided level of {power[0].target.alpha:.3g}{shared}, by {variances}:"
    yield _table(
        ("contrast", "questions", "true difference", "power to find it", "found with 80 % power", "equivalence*"),
        [
            (
                each.contrast,
                ", ".join(each.questions) or "each",
                f"{each.target.effect:g} points",
                f"{100 * each.estimate.power:.0f} %",
                f"{each.estimate.detectable:.2f} points",
                f"{100 * each.estimate.equivalence:.0f} %",
            )
            for each in power
        ],
    )
    yield "\\* Probability of showing equivalence within the bound if there is no difference."
    if not power[0].estimate.size.complete:
        yield "Raters see some of the videos only, so the forecast is approximate."


def _stopping(plan: Plan, study: StudyDescription) -> Lines:
    yield " ".join(study.stopping) or (
        f"Data collection ends when {plan.design.raters} raters have completed the study. The number does not depend "
        "on the ratings, and nobody looks at them by condition before."
    )


def _exclusions(plan: Plan, study: StudyDescription) -> Lines:
    rules = [*exclusion_rules(plan.analysis.exclusions), *study.exclusions]
    yield bullets(rules) if rules else "No rater is excluded."
    yield (
        "No rule looks at how a condition is rated. The main analysis is without the excluded raters; the same tests "
        "with all raters are reported beside it. Missing ratings are not imputed: the models use every rating."
    )


def _exploratory() -> Lines:
    yield (
        "All other comparisons are exploratory and called so: all pairs of conditions, the test that all conditions "
        "are equal, the ordinal model, agreement between raters, drift over the session, and relations with objective "
        "measures."
    )
    yield (
        "Deviations from this text are found by comparing it with the plan that was analysed and with the data; the "
        "report lists them."
    )


def _data(plan: Plan, study: StudyDescription) -> Lines:
    yield f"Read by the analysis program. SHA-256 of the plan: {plan.digest()}"
    yield data_block(plan, tuple(study.conditions), study.clips)


def _rated_videos(plan: Plan, study: StudyDescription) -> str:
    """Return what each rater rates, as a predicate."""
    design = plan.design
    if design.conditions_per_rater == "one":
        which, whole = "videos of one condition, as many raters for each condition", study.clip_count
    elif design.clip_showings == "once":
        which, whole = "clips, each in one condition, balanced over raters by a Latin square", study.clip_count
    else:
        which, whole = "videos", _cell_count(study)
    if design.trials_per_rater:
        return f"rates {design.trials_per_rater}{f' of the {whole}' if whole else ''} {which}"
    return f"rates all{f' {whole}' if whole else ''} {which}"


def _cell_count(study: StudyDescription) -> int | None:
    return study.clip_count * len(study.conditions) if study.clip_count and study.conditions else None


def _ratings_per_cell(plan: Plan, study: StudyDescription) -> str:
    cells, design = _cell_count(study), plan.design
    if design.ratings_per_cell:
        return str(design.ratings_per_cell)
    if not cells or design.layout != "together":
        return ""
    is_once = design.conditions_per_rater == "one" or design.clip_showings == "once"
    trials = design.trials_per_rater or (study.clip_count if is_once else None) or cells
    return f"{design.raters * trials / cells:.3g}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |" for line in lines)
