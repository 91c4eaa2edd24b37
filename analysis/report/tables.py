"""The report's tables as people read them: rounded, in APA form; each becomes HTML and LaTeX."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.report import apa, words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A heading, how a row's cell is written, and whether it is a number (then it stands to the right)."""

    heading: str
    write: Callable[[Row], str]
    number: bool = True


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
        _table("description", "Ratings by region and condition", _description(level),
               _of_regions(results, "description"), f"Intervals: {methods['description']}."),
        _table("contrasts", "Planned contrasts", _contrasts(level), results["contrasts"],
               f"Intervals {methods['contrast_interval']}; adjusted: {methods['contrast_family']}; "
               f"equivalence: {methods['equivalence']}."),
        _table("omnibus", "Tests of equal conditions", OMNIBUS, _tests(results)),
        _table("variances", "Variances of the mixed model, points squared", VARIANCES, _one_per_region(results)),
        _table("agreement", "Agreement between raters", _agreement(level), _agreements(results)),
        _table("pairs", "All pairs of conditions, exploratory", _pairs(level), _of_regions(results, "pairs"),
               f"{methods['pairs_family'][:1].upper()}{methods['pairs_family'][1:]}."),
        _table("screening", "Raters whom a rule noticed", SCREENING, results["screening"]),
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
        if measure in words.MEASURES and value is not None
    ]


def _estimate(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"estimate": value, "ci_low": None, "ci_high": None}


def _text(key: str) -> Callable[[Row], str]:
    return lambda row: "–" if row.get(key) is None else str(row[key])


def _number(key: str, digits: int = 2) -> Callable[[Row], str]:
    return lambda row: "–" if row.get(key) is None else apa.number(row[key], digits)


def _share(key: str) -> Callable[[Row], str]:
    return lambda row: "–" if row.get(key) is None else apa.share(row[key])


def _p(key: str) -> Callable[[Row], str]:
    return lambda row: "–" if row.get(key) is None else apa.bare_p(row[key])


def _inner(part: str, write: Callable[[Row], str]) -> Callable[[Row], str]:
    return lambda row: write(row.get(part) or {})


def _region(row: Row) -> str:
    return words.region_name(row["region"])


def _interval(row: Row) -> str:
    return "–" if row.get("ci_low") is None else apa.interval(row["ci_low"], row["ci_high"])


def _verdict(row: Row) -> str:
    return f"{words.SIGNS[row['verdict']]} {row['verdict']}" if row.get("verdict") else "not estimated"


def _df(row: Row) -> str:
    return f"{apa.degrees(row['df1'])}, {apa.degrees(row['df2'])}" if row.get("F") is not None else "–"


REGION: Final = Column("Region", _region, number=False)


def _description(level: str) -> list[Column]:
    numbers = [Column(title, _number(key)) for title, key in (("Mean", "mean"), ("SD", "sd"), ("Median", "median"))]
    names = [REGION, Column("Condition", _text("condition"), number=False), Column("n", _text("n"))]
    return [*names, *numbers, Column(f"{level} interval", _interval)]


def _contrasts(level: str) -> list[Column]:
    return [
        Column("Contrast", _text("name"), number=False),
        REGION,
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        Column("df", _number("df")),
        Column("p", _p("p")),
        Column("p adjusted", _p("p_adjusted")),
        Column("Equivalence p adjusted", _p("tost_p_adjusted")),
        Column("Verdict", _verdict, number=False),
    ]


def _pairs(level: str) -> list[Column]:
    return [
        REGION,
        Column("Pair", lambda row: f"{row['a']} − {row['b']}", number=False),
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        Column("p", _p("p")),
        Column("p Holm", _p("p_holm")),
        Column("Wilcoxon p", _p("wilcoxon_p")),
        Column("Wilcoxon Holm", _p("wilcoxon_p_holm")),
        Column("d_z", _number("dz")),
        Column("BF01", _number("bf01")),
        Column("Verdict", _verdict, number=False),
    ]


def _agreement(level: str) -> list[Column]:
    measure = Column("Measure", lambda row: words.MEASURES[row["measure"]], number=False)
    return [REGION, measure, Column("Estimate", _share("estimate")), Column(f"{level} interval", _interval)]


def _statistic(row: Row) -> str:
    return f"{row['letter']} = {apa.number(row['value'])}"


def _tests(results: Row) -> list[Row]:
    """Return one row per region and test of equal conditions that could be made."""
    rows: list[Row] = []
    for name, region in results["regions"].items():
        model, ranks = (region.get("lmm") or {}).get("omnibus"), region["friedman"]
        anova, ordinal = region.get("rm_anova") or {}, region.get("clmm") or {}
        ratio = model or {"F": None}
        found = [
            ("Mixed model", "F", ratio["F"], _df(ratio), ratio.get("p"), ""),
            ("Ordinal mixed model", "χ²", ordinal.get("chi2"), str(ordinal.get("df")), ordinal.get("p"), ""),
            ("Friedman", "χ²", ranks["chi2"], str(ranks["df"]), ranks["p"], _effect("W", ranks["kendall_w"])),
            (
                "Repeated-measures ANOVA",
                "F",
                anova.get("F"),
                _df(anova),
                anova.get("p"),
                _effect("η²", anova.get("eta2")),
            ),
            (
                "… Greenhouse–Geisser",
                "F",
                anova.get("F"),
                _df(anova),
                anova.get("p_gg"),
                _effect("ε", anova.get("gg_epsilon")),
            ),
        ]
        keys = ("test", "letter", "value", "df", "p", "effect")
        rows += [{"region": name} | dict(zip(keys, row, strict=True)) for row in found if row[2] is not None]
    return rows


def _effect(letter: str, value: float | None) -> str:
    return "" if value is None else f"{letter} = {apa.share(value)}"


OMNIBUS: Final = [
    REGION,
    Column("Test", _text("test"), number=False),
    Column("Statistic", _statistic),
    Column("df", _text("df")),
    Column("p", _p("p")),
    Column("Effect", _text("effect")),
]
VARIANCES: Final = [
    REGION,
    *(
        Column(words.term_name(term), _inner("lmm", _inner("components", _number(term))))
        for term in ("rater", "clip", "rater:condition", "clip:condition", "residual")
    ),
]
SCREENING: Final = [
    Column("Rater", _text("rater"), number=False),
    Column("Rule", _text("rule"), number=False),
    Column("Value", _number("value")),
    Column("Excluded", lambda row: "yes" if row["excluded"] else "no", number=False),
]
