"""`python -m analysis power PLAN.toml`: power and price of the planned study and of other sizes."""

import json
import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from analysis.plan import Plan, read_plan
from analysis.power.forecast_tables import print_forecast
from analysis.power.pilot import check_pilot_questions, read_pilot
from analysis.power.planned_tests import Pilot, PlannedTest, level_share, planned_size, planned_tests
from analysis.power.power_analysis import PowerEstimate, StudySize, estimate_power, recommend_sizes
from analysis.power.study_simulation import SimulatedRates, simulate_studies
from face.documents import read_toml_tables
from face.errors import InputError

TYPICAL_CLIPS: Final = 10
TYPICAL_VARIANCES: Final = "typical variances; give a pilot's results.json with --pilot"
MINIMUM_VALUES: Final = {"conditions": 2, "tests": 1, "simulations": 0}


def add_power_command(commands: Any) -> None:
    """Add the command to the parser of `python -m analysis`."""
    command: ArgumentParser = commands.add_parser("power", help="power of each planned test, and by raters and clips")
    command.add_argument("plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument("--pilot", type=Path, metavar="RESULTS.json", help="variances of a pilot (else typical ones)")
    command.add_argument("--question", help="forecast for this one only")
    command.add_argument(
        "--effect", type=float, metavar="POINTS", help="difference to find (else each question's equivalence bound)"
    )
    command.add_argument("--conditions", type=int, help="how many (else those of the study or of the contrasts)")
    command.add_argument("--raters", type=_parse_numbers, help="numbers to compare, like 20,40,80")
    command.add_argument("--clips", type=_parse_numbers, help="numbers to compare, like 10,20,40")
    command.add_argument("--tests", type=int, metavar="N", help="tests that share alpha (else those of the plan)")
    command.add_argument("--simulations", type=int, default=10_000, metavar="N", help="of the planned study (10000)")
    command.add_argument("--json", action="store_true", help="print the same as JSON")
    command.set_defaults(run=run_power)


def _parse_numbers(text: str) -> list[int]:
    if not all(part.strip().isdigit() and int(part) > 1 for part in text.split(",")):
        raise ArgumentTypeError(f"{text} is not a list of whole numbers above 1; write it like 20,40,80")
    return sorted({int(part) for part in text.split(",")})


def run_power(arguments: Namespace) -> None:
    """Forecast every planned test, compare sizes of the study by the weakest test, and recommend some."""
    _check_arguments(arguments)
    plan = read_plan(arguments.plan)
    plan, pilot = _chosen_question(plan, arguments), _pilot(plan, arguments)
    price = float(plan.payment.reward * (1 + plan.payment.platform_fee))
    size = _planned_size(plan, arguments)
    tests = planned_tests(plan, size, effect=arguments.effect, tests=arguments.tests, pilot=pilot, price=price)
    if not tests:
        raise InputError("power needs two clips and two raters in each condition; see [design]")
    weakest = min(tests, key=lambda each: each.estimate.power)
    sizes = _alternative_sizes(size, arguments)
    others = [estimate_power(each, weakest.variances, weakest.target, price) for each in sizes]
    simulated = _simulate(weakest, plan, arguments)
    advice = recommend_sizes(others, weakest.estimate)
    if arguments.json:
        print(json.dumps(_json_document(tests, weakest, others, simulated, advice), indent=1))  # noqa: T201
        return
    source = f"variances of {arguments.pilot.name}" if pilot else TYPICAL_VARIANCES
    print_forecast(plan, tests, weakest, others, source)
    if simulated:
        print(  # noqa: T201
            f"{simulated.studies} simulated studies as planned, rounded and kept on the scale: "
            f"power {simulated.power:.1%}, equivalence {simulated.equivalence:.1%}, "
            f"false alarms {simulated.false_alarms:.1%} of {weakest.target.alpha:.2%}"
        )
    print("\n".join(advice))  # noqa: T201


def _check_arguments(arguments: Namespace) -> None:
    for name, minimum in MINIMUM_VALUES.items():
        given = getattr(arguments, name)
        if given is not None and given < minimum:
            raise InputError(f"--{name} {given} is too few; give at least {minimum}")
    effect = arguments.effect
    if effect is not None and (effect == 0 or not math.isfinite(effect)):
        raise InputError(f"--effect {effect:g} is not a difference; give points other than 0")


def _chosen_question(plan: Plan, arguments: Namespace) -> Plan:
    """Return the plan with the chosen question alone; the family keeps its size, since all of it will be tested."""
    wanted = arguments.question
    if not wanted or not plan.questions:
        return plan
    chosen = tuple(question for question in plan.questions if question.name == wanted)
    if not chosen:
        names = ", ".join(question.name for question in plan.questions)
        raise InputError(f"--question {wanted}: the plan has no such question; it has {names}")
    arguments.tests = arguments.tests or level_share(plan)
    return plan.model_copy(update={"questions": chosen})


def _pilot(plan: Plan, arguments: Namespace) -> Pilot | None:
    if arguments.pilot is None:
        return None
    pilot = read_pilot(arguments.pilot)
    check_pilot_questions(arguments.pilot, pilot, [question.name for question in plan.questions])
    wanted = arguments.question
    if not wanted:
        return pilot
    if wanted not in pilot.variances:
        known = ", ".join(pilot.variances)
        raise InputError(f"{arguments.pilot} has no variances of a question {wanted}; it has {known}")
    return replace(pilot, variances={wanted: pilot.variances[wanted]})


def _planned_size(plan: Plan, arguments: Namespace) -> StudySize:
    study = read_toml_tables(arguments.plan)
    named = {name for weights in plan.analysis.contrasts.values() for name in weights}
    conditions = arguments.conditions or max(len(study.get("conditions", [])), len(named), 2)
    clips = plan.design.clips or len(study.get("clips", [])) or TYPICAL_CLIPS
    least = 1 if plan.design.conditions_per_rater == "one" else conditions
    if plan.design.raters < 2 or (plan.design.trials_per_rater or least) < least:
        raise InputError("power needs two raters and a trial in each condition; see [design]")
    return planned_size(plan, conditions, clips)


def _alternative_sizes(planned: StudySize, arguments: Namespace) -> list[StudySize]:
    """Vary raters and clips at the planned number of trials per rater, for which a rater has time."""
    raters = arguments.raters or sorted({planned.raters, *(planned.raters * factor for factor in (2, 4))})
    clips = arguments.clips or sorted({planned.clips, *(planned.clips * factor for factor in (2, 4))})
    sizes = [replace(planned, raters=r, clips=k) for r in raters for k in clips]
    sizes = [replace(size, trials=min(planned.trials, size.max_trials)) for size in sizes]
    return [size for size in sizes if size != planned and size.raters_per_condition >= 2]


def _simulate(weakest: PlannedTest, plan: Plan, arguments: Namespace) -> SimulatedRates | None:
    size = weakest.estimate.size
    if not size.complete or arguments.simulations == 0:
        return None
    options = {"scale": weakest.scale, "studies": arguments.simulations, "seed": plan.analysis.seed}
    return simulate_studies(size, weakest.variances, weakest.target, **options)


def _json_document(
    tests: Sequence[PlannedTest],
    weakest: PlannedTest,
    others: Sequence[PowerEstimate],
    simulated: SimulatedRates | None,
    advice: list[str],
) -> dict[str, Any]:
    return {
        "tests": [asdict(each) for each in tests],
        "weakest": {"contrast": weakest.contrast, "questions": weakest.questions},
        "others": [asdict(each) for each in others],
        "simulated": simulated and asdict(simulated),
        "advice": advice,
    }
