"""The report's tables as people read them: rounded, in APA form; each becomes HTML and LaTeX."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report import apa, columns, phrasing
from analysis.report.columns import Column

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A table whose cells are text."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: list[list[str]]
    note: str = ""


def tables(results: Row) -> list[Table]:
    """Return the tables of the report that have rows."""
    level = percent(results)
    methods = results["methods"]
    wanted = [
        _table("description", "Ratings by region and condition", columns.description(level),
               _of_regions(results, "description"), f"Intervals: {methods['description']}."),
        _table("contrasts", "Planned contrasts", columns.contrasts(level), results["contrasts"],
               f"Intervals {methods['contrast_interval']}; adjusted: {methods['contrast_family']}; "
               f"equivalence: {methods['equivalence']}."),
        _table("omnibus", "Tests of equal conditions", columns.OMNIBUS, _tests(results)),
        _table("variances", "Variances of the mixed model, points squared", columns.VARIANCES,
               _one_per_region(results)),
        _table("ordinal", "Pairs by the ordinal mixed model: odds of a higher rating", columns.ordinal(level),
               _of_regions(results, "ordinal_pairs"), "Wald tests; adjusted over the pairs of a region."),
        _table("objective", "Objective measures and mean ratings", columns.objective(level),
               _of_regions(results, "objective_correlations"), f"{methods['objective']}."),
        _table("agreement", "Agreement between raters", columns.agreement(level), _agreements(results)),
        _table("pairs", "All pairs of conditions, exploratory", columns.pairs(level), _of_regions(results, "pairs"),
               f"{methods['pairs_family'][:1].upper()}{methods['pairs_family'][1:]}."),
        _table("effects", "Effect sizes of all pairs, exploratory", columns.effects(level),
               _of_regions(results, "pairs"),
               f"Effect sizes {methods['effect_sizes']}. Drawn anew: {methods['bootstrap']}."),
        _table("everyone", "All pairs with and without the excluded raters", columns.EVERYONE, _with_everyone(results)),
        _table("screening", "Raters whom a rule noticed", columns.SCREENING, results["screening"]),
    ]  # fmt: skip
    return [table for table in wanted if table.rows]


def percent(results: Row) -> str:
    """Return how sure the intervals are: `95 %`."""
    return f"{100 * (1 - results['plan']['analysis']['alpha']):g} %"


def _table(name: str, caption: str, columns: Sequence[Column], rows: Iterable[Row], note: str = "") -> Table:
    return Table(name, caption, columns, [[column.write(row) for column in columns] for row in rows], note)


def _of_regions(results: Row, part: str) -> list[Row]:
    return [{"region": name} | row for name, region in results["regions"].items() for row in region.get(part) or []]


def _one_per_region(results: Row) -> list[Row]:
    return [{"region": name} | region for name, region in results["regions"].items()]


def _agreements(results: Row) -> list[Row]:
    return [
        {"region": name, "measure": measure} | _estimate(value)
        for name, region in results["regions"].items()
        for measure, value in (region.get("agreement") or {}).items()
        if measure in phrasing.MEASURES and value is not None
    ]


def _estimate(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"estimate": value, "ci_low": None, "ci_high": None}


def _with_everyone(results: Row) -> list[Row]:
    """Return the pairs of regions with exclusions, those of all raters under the same names and `all_`."""
    return [
        {"region": name} | own | {f"all_{key}": value for key, value in every.items()}
        for name, region in results["regions"].items()
        if region.get("without_exclusions")
        for own, every in zip(region["pairs"], region["without_exclusions"]["pairs"], strict=True)
    ]


def _tests(results: Row) -> list[Row]:
    """Return one row per region and test of equal conditions that could be made."""
    rows: list[Row] = []
    for name, region in results["regions"].items():
        model, ranks = (region.get("lmm") or {}).get("omnibus"), region["friedman"]
        anova, ordinal = region.get("rm_anova") or {}, region.get("clmm") or {}
        ratio = model or {"F": None}
        found = [
            ("Mixed model", "F", ratio["F"], columns.degrees(ratio), ratio.get("p"), ""),
            ("Ordinal mixed model", "χ²", ordinal.get("chi2"), str(ordinal.get("df")), ordinal.get("p"), ""),
            ("Friedman", "χ²", ranks["chi2"], str(ranks["df"]), ranks["p"], _effect("W", ranks["kendall_w"])),
            (
                "Repeated-measures ANOVA",
                "F",
                anova.get("F"),
                columns.degrees(anova),
                anova.get("p"),
                _effect("η²", anova.get("eta2")),
            ),
            (
                "… Greenhouse–Geisser",
                "F",
                anova.get("F"),
                columns.degrees(anova),
                anova.get("p_gg"),
                _effect("ε", anova.get("gg_epsilon")),
            ),
        ]
        keys = ("test", "letter", "value", "df", "p", "effect")
        rows += [{"region": name} | dict(zip(keys, row, strict=True)) for row in found if row[2] is not None]
    return rows


def _effect(letter: str, value: float | None) -> str:
    return "" if value is None else f"{letter} = {apa.share(value)}"
