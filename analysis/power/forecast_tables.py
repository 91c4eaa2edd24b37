"""Prints forecasts: the power of each planned test, and of the weakest by raters and clips."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from analysis.plan import Plan
from analysis.power.planned_tests import PlannedTest
from analysis.power.power_analysis import PowerEstimate


def print_forecast(
    plan: Plan, tests: Sequence[PlannedTest], weakest: PlannedTest, others: Sequence[PowerEstimate], source: str
) -> None:
    """Print both tables; `others` are forecasts of the weakest test, `source` says where the variances come from."""
    terminal = Console()
    terminal.print(_tests_table(plan, tests, source))
    terminal.print("TOST: power to show equivalence if the true difference is 0.")
    terminal.print("Detects: the difference that is found in 80 of 100 studies.")
    if any(each.power_interval for each in tests):
        terminal.print("For 95 of 100 such pilots: how far the forecast varies by the pilot's chance.")
    if others:
        terminal.print(_sizes_table(plan, weakest, others, named=len(tests) > 1))


def _table(title: str, text_columns: Sequence[str], number_columns: Sequence[str]) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for column in text_columns:
        table.add_column(column, overflow="fold")
    for column in number_columns:
        table.add_column(column, justify="right", no_wrap=" " not in column)
    return table


def _tests_table(plan: Plan, tests: Sequence[PlannedTest], source: str) -> Table:
    size = tests[0].estimate.size
    level = f"two-sided {tests[0].target.alpha:.3g}"
    share = round(plan.analysis.alpha / tests[0].target.alpha)
    shared = f", alpha divided by {share} tests" if share > 1 else ""
    if share == 1 and plan.analysis.adjust == "bh":
        shared = ", not adjusted: Benjamini and Hochberg's level depends on the other tests"
    each = "each rating one condition" if size.between else f"{size.trials} trials each"
    title = f"Power with {size.raters} raters, {each}, {size.clips} clips, at {level}{shared} ({source})"
    has_interval = any(test.power_interval for test in tests)
    numbers = ["difference", "power", *(["for 95 of 100 such pilots"] if has_interval else []), "TOST", "detects"]
    table = _table(title, ["contrast", "questions"], numbers)
    for test in tests:
        low, high = test.power_interval or (float("nan"), float("nan"))
        interval = [f"{low:.0%} to {high:.0%}" if test.power_interval else "–"] if has_interval else []
        table.add_row(
            test.contrast or "two conditions",
            ", ".join(test.questions) or "each",
            f"{test.target.effect:g}",
            f"{test.estimate.power:.0%}",
            *interval,
            f"{test.estimate.equivalence:.0%}",
            f"{test.estimate.detectable:.2f}",
        )
    return table


def _sizes_table(plan: Plan, weakest: PlannedTest, others: Sequence[PowerEstimate], *, named: bool) -> Table:
    which = (
        f", for {weakest.contrast or 'two conditions'}, {', '.join(weakest.questions) or 'each question'}"
        if named
        else ""
    )
    has_price = weakest.estimate.price > 0
    numbers = ["raters", "clips", "trials", "power", "TOST", "interval", "detects"]
    numbers += [plan.payment.currency] if has_price else []
    table = _table(f"By size of the study (first line: as planned){which}", [], numbers)
    for each in (weakest.estimate, *others):
        size = each.size
        shares = (f"{each.power:.0%}", f"{each.equivalence:.0%}")
        points = (f"± {each.margin:.2f}", f"{each.detectable:.2f}")
        price = (f"{each.price:.2f}",) if has_price else ()
        style = "bold" if each is weakest.estimate else None
        table.add_row(str(size.raters), str(size.clips), str(size.trials), *shares, *points, *price, style=style)
    return table
