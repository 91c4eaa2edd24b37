"""The power of the planned study for each planned test, at the level that its family leaves to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from analysis.plan import Plan
from analysis.power.power_analysis import PowerEstimate, StudySize, TargetEffect, detection_power, estimate_power
from analysis.power.variances import PilotSize, VarianceComponents, plausible_variances, typical_variances

QUANTILES: Final = (0.025, 0.975)
PAIR: Final = (1.0, -1.0)


@dataclass(frozen=True)
class Pilot:
    """Variances of a pilot, and its size; None if the file does not tell.

    `variances` are those of all conditions by question; `contrasts` those of a contrast's own conditions, by its name
    and question, where the pilot estimated them.
    """

    variances: Mapping[str, VarianceComponents]
    size: PilotSize | None
    contrasts: Mapping[tuple[str, str], VarianceComponents] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedTest:
    """A contrast for the questions with the same scale, equivalence bound and variances.

    Attributes
    ----------
    contrast
        Its name; empty if the plan has no contrast, then it is a difference of two conditions.
    questions
        Their names; empty if the plan names none.
    variances, target, estimate
        What the forecast rests on, and the forecast.
    power_interval
        Between what the power lies for 95 of 100 pilots like the one that gave the variances; None without a pilot.
    """

    contrast: str
    questions: tuple[str, ...]
    scale: tuple[int, int]
    variances: VarianceComponents
    target: TargetEffect
    estimate: PowerEstimate
    power_interval: tuple[float, float] | None = None


def family_size(plan: Plan) -> int:
    """Return the number of tests that are adjusted together."""
    contrasts, questions = max(len(plan.analysis.contrasts), 1), max(len(plan.questions), 1)
    return {"all": contrasts * questions, "question": contrasts, "none": 1}[plan.analysis.family]


def level_share(plan: Plan) -> int:
    """Return by how much alpha is divided for a single test: by 1 where p-values aren't adjusted by Holm."""
    return family_size(plan) if plan.analysis.adjust == "holm" else 1


def planned_size(plan: Plan, conditions: int, clips: int) -> StudySize:
    """Return the size by question: with a question per block or per rater, not each trial asks it."""
    questions = max(len(plan.questions), 1)
    raters = plan.design.raters // questions if plan.design.layout == "split-questions" else plan.design.raters
    trials = plan.design.trials_per_rater
    if plan.design.layout == "blocks" and trials:
        trials //= questions
    between, once = plan.design.conditions_per_rater == "one", plan.design.clip_showings == "once"
    size = StudySize(raters, clips, conditions, 0, between, once)
    least = 1 if between else conditions
    wanted = min(max(trials, least), size.max_trials) if trials else size.max_trials
    return StudySize(raters, clips, conditions, wanted, between, once)


def planned_tests(
    plan: Plan,
    size: StudySize,
    *,
    effect: float | None = None,
    tests: int | None = None,
    pilot: Pilot | None = None,
    price: float = 0.0,
) -> list[PlannedTest]:
    """Forecast the power of each planned contrast, or of a difference of two conditions if none is planned.

    An empty list if the study has a single clip, or fewer than two raters per condition.

    Parameters
    ----------
    plan
        The plan with its contrasts and questions.
    size
        The size of the study.
    effect
        The true difference in points; by default the equivalence bound of each question.
    tests
        How many tests share alpha; by default those of the plan's family, or 1 unless they are adjusted by Holm.
    pilot
        Where the variances come from; by default they are typical ones, in proportion to the scale.
    price
        Of one rater.
    """
    if size.raters_per_condition < 2 or size.clips < 2:
        return []
    alpha = plan.analysis.alpha / (tests or level_share(plan))
    contrasts = plan.analysis.contrasts or {"": dict(zip("ab", PAIR, strict=True))}
    result = []
    for name, weights in contrasts.items():
        for (scale, bound, variances), questions in _groups(plan, name, pilot).items():
            target = TargetEffect(abs(effect or bound), tuple(weights.values()), alpha, bound)
            estimate = estimate_power(size, variances, target, price)
            interval = _power_interval(size, variances, target, pilot)
            result.append(PlannedTest(name, questions, scale, variances, target, estimate, interval))
    return result


def _power_interval(
    size: StudySize, variances: VarianceComponents, target: TargetEffect, pilot: Pilot | None
) -> tuple[float, float] | None:
    if pilot is None or pilot.size is None:
        return None
    drawn = plausible_variances(variances, pilot.size)
    if not drawn:
        return None
    low, high = np.quantile([detection_power(size, each, target) for each in drawn], QUANTILES).tolist()
    return low, high


def _groups(
    plan: Plan, contrast: str, pilot: Pilot | None
) -> dict[tuple[tuple[int, int], float, VarianceComponents], tuple[str, ...]]:
    """Return the names of the questions by scale, bound and variances.

    Without questions in the plan, those of the pilot; without a pilot, one group without names.
    """
    names = [question.name for question in plan.questions] or (list(pilot.variances) if pilot else [""])
    groups: dict[tuple[tuple[int, int], float, VarianceComponents], tuple[str, ...]] = {}
    for name in names:
        scale = plan.scale_of(name)
        variances = _pilot_variances(pilot, contrast, name) if pilot else typical_variances(scale)
        key = (scale, plan.bound_of(name), variances)
        groups[key] = (*groups.get(key, ()), *([name] if name else []))
    return groups


def _pilot_variances(pilot: Pilot, contrast: str, question: str) -> VarianceComponents:
    """Return the contrast's own variances, else the question's, else the greatest if the pilot did not ask it."""
    return (
        pilot.contrasts.get((contrast, question))
        or pilot.variances.get(question)
        or max(pilot.variances.values(), key=lambda each: each.rater_condition + each.clip_condition + each.residual)
    )
