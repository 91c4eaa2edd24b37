"""The complete analysis: from a plan and ratings to every number of the report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.cells import Cell
from analysis.comparisons.contrasts import Contrast, weight_vector
from analysis.comparisons.interaction import compare_questions
from analysis.comparisons.ordinal_contrast import OrdinalContrast, fit_ordinal_contrast
from analysis.comparisons.planned_contrasts import evaluate_planned_contrasts
from analysis.comparisons.question_model import fit_question_model
from analysis.method_descriptions import describe_methods
from analysis.objective_scores import ObjectiveScore, scores_by_region
from analysis.plan import Plan
from analysis.preregistration.deviations import preregistration_deviations
from analysis.preregistration.seal import SealedPreregistration
from analysis.question_analysis import QuestionData, analyse_question
from analysis.rated_questions import (
    AskedQuestion,
    asked_questions,
    infer_plan,
    question_deviations,
)
from analysis.raters.screening import NO_FAILED_CHECKS, ScreeningFinding, screen_raters, without_excluded
from analysis.ratings import Ratings
from analysis.results import PROGRAM, SCHEMA_VERSION, Results
from face.errors import InputError


def analyse(
    ratings: Ratings,
    plan: Plan | None = None,
    *,
    simulated: bool = False,
    failed: Mapping[str, str] = NO_FAILED_CHECKS,
    objective: Sequence[ObjectiveScore] = (),
    preregistration: SealedPreregistration | None = None,
) -> Results:
    """Analyse the ratings with `repeat` 0 by the plan; without a plan, on the scale that the ratings span.

    Linear algebra runs on one thread, so that the numbers are the same to the last digit on any number of cores.

    Parameters
    ----------
    ratings
        All ratings, repeated presentations included.
    plan
        The analysis plan; None infers one in which every comparison is exploratory.
    simulated
        Whether the results are marked as coming from simulated ratings.
    failed
        The raters who failed a check of the questionnaire, each with the check's name ("gold", "instructed"); the plan
        decides whether they are excluded.
    objective
        Objective scores of the stimuli, to be correlated with the ratings.
    preregistration
        What was sealed before the data were collected; the analysis's deviations from it are listed.

    Returns
    -------
    Results
        The content of `results.json`.

    Raises
    ------
    InputError
        If a rating lies outside the scale of its question, the plan's questions are others than those of the ratings,
        or nothing is left to analyse.
    """
    first = _analysed_ratings(ratings)
    plan, warnings = (plan, []) if plan else infer_plan(first)
    asked = asked_questions(plan, first)
    findings = screen_raters(first, plan.analysis.exclusions, failed)
    included = _included_ratings(first, findings)
    return Results(
        schema=SCHEMA_VERSION,
        program=PROGRAM,
        input_sha256=ratings.digest,
        simulated=simulated,
        plan=plan.model_dump(mode="json"),
        plan_sha256=plan.digest(),
        deviations=_deviations(included, first, plan, preregistration),
        counts=_counts(included),
        screening=findings,
        methods=describe_methods(plan),
        warnings=warnings + _unmatched_scores(objective, asked, first),
        preregistration=preregistration.summary if preregistration else None,
        **_computed(_question_data(asked, included, first, objective), included, plan),
    )


def _computed(data: Iterable[QuestionData], included: Ratings, plan: Plan) -> dict[str, Any]:
    """Return what models and tests find, by the fields of the results."""
    with threadpool_limits(limits=1, user_api="blas"):
        questions = {each.name: analyse_question(each, plan) for each in data}
        scales = {name: question.asked.scale for name, question in questions.items()}
        interaction, differences = compare_questions(included, scales, plan.analysis)
        return {
            "questions": questions,
            "contrasts": _planned_contrasts(included, plan),
            "interaction": interaction,
            "question_differences": differences,
        }


def _analysed_ratings(ratings: Ratings) -> Ratings:
    first = ratings.analysed
    if not len(first):
        raise InputError("every rating is a repeat; number the analysed presentation 0 in the column repeat")
    return first


def _included_ratings(ratings: Ratings, findings: list[ScreeningFinding]) -> Ratings:
    included = without_excluded(ratings, findings)
    if not len(included):
        raise InputError("the plan's exclusions leave no rater; loosen [analysis.exclusions]")
    return included


def _question_data(
    asked: Mapping[str, AskedQuestion], included: Ratings, all_ratings: Ratings, objective: Sequence[ObjectiveScore]
) -> Iterator[QuestionData]:
    """Yield the data of each question; fitting its model belongs to the computation on one thread."""
    scores = scores_by_region(objective)
    rated = [included.conditions[code] for code in np.unique(included.condition)]
    yield from (
        QuestionData(
            name=name,
            asked=question,
            conditions=rated,
            ratings=included.of_question(name),
            all_ratings=all_ratings.of_question(name),
            model=fit_question_model(included.of_question(name)),
            scores=scores.get(_scored_region(name, question), []),
        )
        for name, question in asked.items()
    )


def _scored_region(name: str, question: AskedQuestion) -> str:
    """Return the region whose objective scores belong to a question: the plan's, or that of the same name."""
    return question.region or name


def _unmatched_scores(
    objective: Sequence[ObjectiveScore], asked: Mapping[str, AskedQuestion], ratings: Ratings
) -> list[str]:
    """Return a warning if objective scores belong to stimuli that nobody rated."""
    codes = zip(ratings.condition, ratings.clip, strict=True)
    rated = {Cell(condition=ratings.conditions[c], clip=ratings.clips[k]) for c, k in codes}
    regions = {_scored_region(name, question) for name, question in asked.items()}
    unmatched = sum(score.region not in regions or score.cell not in rated for score in objective)
    return [f"{unmatched} of {len(objective)} objective scores belong to nothing that was rated"] if unmatched else []


def _deviations(
    ratings: Ratings, all_ratings: Ratings, plan: Plan, preregistration: SealedPreregistration | None
) -> list[str]:
    """Return how the analysed data deviate from the plan and from what was pre-registered, one sentence each."""
    sealed = preregistration_deviations(preregistration, plan, all_ratings) if preregistration else []
    planned = plan.design.model_dump(include={"raters", "clips"}, exclude_unset=True, exclude_none=True)
    analysed = _counts(ratings)
    return [
        f"{count} {name} were planned, {analysed[name]} are analysed"
        for name, count in planned.items()
        if count != analysed[name]
    ] + [*question_deviations(plan, ratings), *sealed]


def _counts(ratings: Ratings) -> dict[str, int]:
    used = {"raters": ratings.rater, "clips": ratings.clip, "conditions": ratings.condition}
    return {"ratings": len(ratings)} | {name: len(set(codes.tolist())) for name, codes in used.items()}


def _planned_contrasts(ratings: Ratings, plan: Plan) -> list[Contrast]:
    contrasts = evaluate_planned_contrasts(ratings, plan)
    return [replace(each, ordinal=_ordinal_contrast(each, ratings, plan.analysis.alpha)) for each in contrasts]


def _ordinal_contrast(contrast: Contrast, ratings: Ratings, alpha: float) -> OrdinalContrast | None:
    if contrast.reason:
        return None
    own = ratings.of_question(contrast.question)
    return fit_ordinal_contrast(own, weight_vector(contrast.weights, own.conditions), alpha)
