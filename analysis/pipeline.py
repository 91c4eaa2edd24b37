"""The complete analysis: from a plan and ratings to every number of the report."""

from collections.abc import Mapping, Sequence

from analysis.cells import Cell
from analysis.comparisons.contrast_model import ContrastFit, fit_contrast
from analysis.comparisons.contrasts import Contrast, ContrastEstimate, evaluate_contrasts, rated_weight_vector
from analysis.comparisons.question_model import fit_question_model
from analysis.method_descriptions import describe_methods
from analysis.objective_scores import ObjectiveScore, scores_by_region
from analysis.plan import Design, Plan
from analysis.question_analysis import QuestionData, analyse_question
from analysis.raters.screening import NO_FAILED_CHECKS, screen_raters, without_excluded
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
) -> Results:
    """Analyse the ratings with `repeat` 0 by the plan; without a plan, on the scale that the ratings span.

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

    Returns
    -------
    Results
        The content of `results.json`.

    Raises
    ------
    InputError
        If a rating lies outside the plan's scale, or nothing is left to analyse.
    """
    first = ratings.analysed
    if not len(first):
        raise InputError("every rating is a repeat; number the analysed presentation 0 in the column repeat")
    plan, warnings = (plan, []) if plan else _infer_plan(first)
    _check_scale(first, plan.design)
    findings = screen_raters(first, plan.analysis.exclusions, failed)
    included = without_excluded(first, findings)
    if not len(included):
        raise InputError("the plan's exclusions leave no rater; loosen [analysis.exclusions]")
    questions = _question_data(included, first, objective)
    return Results(
        schema=SCHEMA_VERSION,
        program=PROGRAM,
        input_sha256=ratings.digest,
        simulated=simulated,
        plan=plan.model_dump(mode="json"),
        plan_sha256=plan.digest(),
        deviations=_deviations(included, plan.design),
        counts=_counts(included),
        screening=findings,
        methods=describe_methods(plan),
        contrasts=_planned_contrasts({each.name: each.ratings for each in questions}, plan),
        questions={each.name: analyse_question(each, plan) for each in questions},
        warnings=warnings + _unmatched_scores(objective, first),
    )


def _question_data(included: Ratings, all_ratings: Ratings, objective: Sequence[ObjectiveScore]) -> list[QuestionData]:
    scores = scores_by_region(objective)
    by_question = {name: included.of_question(name) for name in included.questions}
    return [
        QuestionData(name, each, all_ratings.of_question(name), fit_question_model(each), scores.get(name, []))
        for name, each in by_question.items()
    ]


def _infer_plan(ratings: Ratings) -> tuple[Plan, list[str]]:
    """Return a plan on the scale that the ratings span, and the warning that says so."""
    low, high = int(ratings.rating.min() // 1), int(-(-ratings.rating.max() // 1))
    plan = Plan(design=Design(raters=len(ratings.raters), scale=(low, max(high, low + 1))))
    warning = f"no plan was given: the scale {low} to {high} is what the ratings span; all comparisons are exploratory"
    return plan, [warning]


def _unmatched_scores(objective: Sequence[ObjectiveScore], ratings: Ratings) -> list[str]:
    """Return a warning if objective scores belong to stimuli that nobody rated."""
    codes = zip(ratings.condition, ratings.clip, strict=True)
    rated = {Cell(condition=ratings.conditions[c], clip=ratings.clips[k]) for c, k in codes}
    unmatched = sum(score.region not in ratings.questions or score.cell not in rated for score in objective)
    return [f"{unmatched} of {len(objective)} objective scores belong to nothing that was rated"] if unmatched else []


def _check_scale(ratings: Ratings, design: Design) -> None:
    low, high = design.scale
    outside = ((ratings.rating < low) | (ratings.rating > high)).nonzero()[0]
    if len(outside):
        row = outside[0]
        raise InputError(
            f"rater {ratings.raters[ratings.rater[row]]} gave {ratings.rating[row]:g} to clip "
            f"{ratings.clips[ratings.clip[row]]}, outside the plan's scale {low} to {high}; "
            "correct the rating, or `scale` in [design]"
        )


def _deviations(ratings: Ratings, design: Design) -> list[str]:
    """Return how the analysed data deviate from the plan, one sentence each."""
    planned = design.model_dump(include={"raters", "clips"}, exclude_unset=True, exclude_none=True)
    analysed = _counts(ratings)
    return [
        f"{count} {name} were planned, {analysed[name]} are analysed"
        for name, count in planned.items()
        if count != analysed[name]
    ]


def _counts(ratings: Ratings) -> dict[str, int]:
    used = {"raters": ratings.rater, "clips": ratings.clip, "conditions": ratings.condition}
    return {"ratings": len(ratings)} | {name: len(set(codes.tolist())) for name, codes in used.items()}


def _planned_contrasts(ratings: dict[str, Ratings], plan: Plan) -> list[Contrast]:
    estimates = [
        ContrastEstimate(question, name, weights, _fit_planned(each, weights, plan))
        for name, weights in plan.analysis.contrasts.items()
        for question, each in ratings.items()
    ]
    return evaluate_contrasts(estimates, plan.analysis, plan.analysis.family, plan.analysis.adjust)


def _fit_planned(ratings: Ratings, weights: dict[str, float], plan: Plan) -> ContrastFit | str:
    vector = rated_weight_vector(weights, ratings.conditions)
    return vector if isinstance(vector, str) else fit_contrast(ratings, vector, plan.analysis.df_method)
