"""The whole analysis: from a plan and ratings to every number of the report."""

from collections.abc import Mapping, Sequence

from analysis import methods
from analysis.differences.contrasts import Contrast, Question, decide, weights_of
from analysis.differences.model import RegionModel, region_model
from analysis.objective import Score, by_region
from analysis.plan import Design, Plan
from analysis.raters.screening import kept, screen
from analysis.ratings import Ratings
from analysis.region import Region, region_results
from analysis.results import PROGRAM, SCHEMA, Results
from face.errors import InputError


def analyse(
    ratings: Ratings, plan: Plan | None, *, simulated: bool, failed: Mapping[str, str], objective: Sequence[Score]
) -> Results:
    """Analyse; see `results.analyse`."""
    first = ratings.analysed
    if not len(first):
        raise InputError("every rating is a repeat; number the analysed showing 0 in the column repeat")
    plan, warnings = (plan, []) if plan else _inferred(first)
    _check_scale(first, plan.design)
    findings = screen(first, plan.analysis.exclusions, failed)
    remaining = kept(first, findings)
    if not len(remaining):
        raise InputError("the plan's exclusions leave no rater; loosen [analysis.exclusions]")
    parts = {name: remaining.of_region(name) for name in remaining.regions}
    models = {name: region_model(each) for name, each in parts.items()}
    return Results(
        schema=SCHEMA,
        program=PROGRAM,
        input_sha256=ratings.digest,
        simulated=simulated,
        plan=plan.model_dump(mode="json"),
        plan_sha256=plan.digest(),
        deviations=_deviations(remaining, plan.design),
        counts=_counts(remaining),
        screening=findings,
        methods=methods.described(plan),
        contrasts=_named(models, ratings.conditions, plan),
        regions={
            name: region_results(
                Region(name, each, first.of_region(name), models[name], by_region(objective).get(name, [])), plan
            )
            for name, each in parts.items()
        },
        warnings=warnings + _unused(objective, first),
    )


def _inferred(ratings: Ratings) -> tuple[Plan, list[str]]:
    low, high = int(ratings.rating.min() // 1), int(-(-ratings.rating.max() // 1))
    plan = Plan(design=Design(raters=len(ratings.raters), scale=(low, max(high, low + 1))))
    said = f"no plan was given: the scale {low} to {high} is what the ratings span; all comparisons are exploratory"
    return plan, [said]


def _unused(objective: Sequence[Score], ratings: Ratings) -> list[str]:
    """Say of which objective scores no video was rated."""
    rated = {(ratings.clips[k], ratings.conditions[c]) for k, c in zip(ratings.clip, ratings.condition, strict=True)}
    known = [score for score in objective if score.region in ratings.regions and (score.clip, score.condition) in rated]
    unused = len(objective) - len(known)
    return [f"{unused} of {len(objective)} objective scores belong to nothing that was rated"] if unused else []


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
    planned = design.model_dump(include={"raters", "clips"}, exclude_unset=True, exclude_none=True)
    found = _counts(ratings)
    return [
        f"{count} {name} were planned, {found[name]} are analysed"
        for name, count in planned.items()
        if count != found[name]
    ]


def _counts(ratings: Ratings) -> dict[str, int]:
    used = {"raters": ratings.rater, "clips": ratings.clip, "conditions": ratings.condition}
    return {"ratings": len(ratings)} | {name: len(set(codes.tolist())) for name, codes in used.items()}


def _named(models: dict[str, RegionModel], conditions: Sequence[str], plan: Plan) -> list[Contrast]:
    questions = [
        _question(region, name, weights, conditions, model)
        for name, weights in plan.analysis.contrasts.items()
        for region, model in models.items()
    ]
    return decide(questions, plan.analysis, plan.analysis.family, plan.analysis.adjust)


def _question(
    region: str, name: str, weights: dict[str, float], conditions: Sequence[str], model: RegionModel
) -> Question:
    ordered = weights_of(weights, conditions)
    answer = ordered if isinstance(ordered, str) else model.estimate(ordered)
    return Question(region, name, weights, model.method, answer)
