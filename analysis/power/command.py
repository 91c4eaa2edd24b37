"""`python -m analysis power PLAN.toml`: power and price of the planned study and of other sizes."""

import json
import math
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from analysis.plan import Plan, read_plan
from analysis.power.pilot import pilot_question, pilot_variances
from analysis.power.power_analysis import (
    PowerEstimate,
    StudySize,
    TargetEffect,
    VarianceComponents,
    estimate_power,
    recommend_sizes,
)
from analysis.power.study_simulation import SimulatedRates, simulate_studies
from face.documents import read_toml_tables
from face.errors import InputError

TYPICAL_CLIPS: Final = 10
TYPICAL_VARIANCES: Final = "typical variances of ratings from 1 to 10; give a pilot's results.json with --pilot"
MINIMUM_VALUES: Final = {"conditions": 2, "tests": 1, "simulations": 0}


def add_power_command(commands: Any) -> None:
    """Add the command to the parser of `python -m analysis`."""
    command: ArgumentParser = commands.add_parser("power", help="power, interval and price by raters and clips")
    command.add_argument("plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument("--pilot", type=Path, metavar="RESULTS.json", help="variances of a pilot (else typical ones)")
    command.add_argument("--question", help="forecast for this one (else the pilot's widest interval)")
    command.add_argument("--effect", type=float, default=0.5, metavar="POINTS", help="difference to find (0.5)")
    command.add_argument("--conditions", type=int, help="how many (else those of the study or of the contrasts)")
    command.add_argument("--raters", type=_parse_numbers, help="numbers to compare, like 20,40,80")
    command.add_argument("--clips", type=_parse_numbers, help="numbers to compare, like 10,20,40")
    command.add_argument("--tests", type=int, default=1, metavar="N", help="tests that share alpha (1)")
    command.add_argument("--simulations", type=int, default=10_000, metavar="N", help="of the planned study (10000)")
    command.add_argument("--json", action="store_true", help="print the same as JSON")
    command.set_defaults(run=run_power)


def _parse_numbers(text: str) -> list[int]:
    if not all(part.strip().isdigit() and int(part) > 1 for part in text.split(",")):
        raise ArgumentTypeError(f"{text} is not a list of whole numbers above 1; write it like 20,40,80")
    return sorted({int(part) for part in text.split(",")})


def run_power(arguments: Namespace) -> None:
    """Compare sizes of the study and recommend some."""
    _check_arguments(arguments)
    plan = read_plan(arguments.plan)
    variances, source, question = _read_variances(plan, arguments)
    planned = _planned_size(plan, arguments)
    target = _target_effect(plan, question, arguments)
    price = float(plan.payment.reward * (1 + plan.payment.platform_fee))
    sizes = [planned, *_alternative_sizes(planned, arguments)]
    estimates = [estimate_power(size, variances, target, price) for size in sizes]
    simulation = None
    if planned.complete and arguments.simulations > 0:
        options = {"scale": plan.scale_of(question or ""), "studies": arguments.simulations, "seed": plan.analysis.seed}
        simulation = simulate_studies(planned, variances, target, **options)
    advice = recommend_sizes(estimates[1:], estimates[0])
    if arguments.json:
        document = {"question": question} | _json_document(target, variances, source, estimates, simulation, advice)
        print(json.dumps(document, indent=1))  # noqa: T201
        return
    _print_table(plan, target, source, estimates, simulation)
    print("\n".join(advice))  # noqa: T201


def _check_arguments(arguments: Namespace) -> None:
    for name, minimum in MINIMUM_VALUES.items():
        given = getattr(arguments, name)
        if given is not None and given < minimum:
            raise InputError(f"--{name} {given} is too few; give at least {minimum}")
    if arguments.effect == 0 or not math.isfinite(arguments.effect):
        raise InputError(f"--effect {arguments.effect:g} is not a difference; give points other than 0")


def _read_variances(plan: Plan, arguments: Namespace) -> tuple[VarianceComponents, str, str | None]:
    """Return the variances, where they come from, and the question that the forecast is for, if it has a name."""
    planned = [question.name for question in plan.questions]
    wanted = arguments.question
    if wanted and planned and wanted not in planned:
        raise InputError(f"--question {wanted}: the plan has no such question; it has {', '.join(planned)}")
    if arguments.pilot is None:
        return VarianceComponents(), TYPICAL_VARIANCES, wanted or _only_kind_of_question(plan)
    known = pilot_variances(arguments.pilot)
    name = pilot_question(arguments.pilot, known, wanted, planned)
    return known[name], f"variances of the pilot's question {name}", name


def _only_kind_of_question(plan: Plan) -> str | None:
    """Return the plan's first question, if it stands for all; None without questions."""
    kinds = {(plan.scale_of(each.name), plan.bound_of(each.name)) for each in plan.questions}
    if len(kinds) > 1:
        names = ", ".join(each.name for each in plan.questions)
        raise InputError(f"the plan's questions differ in scale or bound; choose one of {names} with --question")
    return plan.questions[0].name if plan.questions else None


def _planned_size(plan: Plan, arguments: Namespace) -> StudySize:
    study = read_toml_tables(arguments.plan)
    named = {name for weights in plan.analysis.contrasts.values() for name in weights}
    conditions = arguments.conditions or max(len(study.get("conditions", [])), len(named), 2)
    clips = plan.design.clips or len(study.get("clips", [])) or TYPICAL_CLIPS
    trials = min(plan.design.trials_per_rater or clips * conditions, clips * conditions)
    if trials < conditions or plan.design.raters < 2:
        raise InputError("power needs two raters and a trial in each condition; see [design]")
    return StudySize(plan.design.raters, clips, conditions, trials)


def _target_effect(plan: Plan, question: str | None, arguments: Namespace) -> TargetEffect:
    squares = [sum(weight**2 for weight in weights.values()) for weights in plan.analysis.contrasts.values()]
    alpha = plan.analysis.alpha / arguments.tests
    return TargetEffect(abs(arguments.effect), max(squares, default=2.0), alpha, plan.bound_of(question or ""))


def _alternative_sizes(planned: StudySize, arguments: Namespace) -> list[StudySize]:
    """Vary raters and clips at the planned number of trials per rater, for which a rater has time."""
    raters = arguments.raters or sorted({planned.raters, *(planned.raters * factor for factor in (2, 4))})
    clips = arguments.clips or sorted({planned.clips, *(planned.clips * factor for factor in (2, 4))})
    sizes = (
        StudySize(r, k, planned.conditions, min(planned.trials, k * planned.conditions)) for r in raters for k in clips
    )
    return [size for size in sizes if size != planned]


def _json_document(
    target: TargetEffect,
    variances: VarianceComponents,
    source: str,
    estimates: list[PowerEstimate],
    simulation: SimulatedRates | None,
    advice: list[str],
) -> dict[str, Any]:
    return {
        "target": asdict(target),
        "variances": asdict(variances),
        "source": source,
        "planned": asdict(estimates[0]),
        "others": [asdict(each) for each in estimates[1:]],
        "simulated": simulation and asdict(simulation),
        "advice": advice,
    }


def _print_table(
    plan: Plan, target: TargetEffect, source: str, estimates: list[PowerEstimate], simulation: SimulatedRates | None
) -> None:
    columns = ("raters", "clips", "trials", "power", "TOST", "interval", "detects", plan.payment.currency)
    title = f"Power to find {target.effect:g} points at two-sided {target.alpha:g} ({source})"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    for each in estimates:
        size = each.size
        shares = (f"{each.power:.0%}", f"{each.equivalence:.0%}")
        points = (f"± {each.margin:.2f}", f"{each.detectable:.2f}", f"{each.price:.2f}")
        planned = "bold" if each is estimates[0] else None
        table.add_row(str(size.raters), str(size.clips), str(size.trials), *shares, *points, style=planned)
    terminal = Console()
    terminal.print(table)
    terminal.print("First line: as planned. TOST: power to show equivalence if the true effect is 0.")
    terminal.print("Detects: the difference that is found in 80 of 100 studies.")
    if simulation:
        rates = (
            f"power {simulation.power:.1%}, equivalence {simulation.equivalence:.1%}, "
            f"false alarms {simulation.false_alarms:.1%}"
        )
        terminal.print(f"{simulation.studies} simulated studies as planned, rounded and kept on the scale: {rates}")
