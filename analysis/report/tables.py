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
        _table("omnibus", "Tests of equal conditions", OMNIBUS, _one_per_region(results)),
        _table("variances", "Variances of the mixed model, points squared", VARIANCES, _one_per_region(results)),
        _table("agreement", "Agreement between raters", _agreement(level), _agreements(results)),
        _table("pairs", "All pairs of conditions, exploratory", _pairs(level), _of_regions(results, "pairs"),
               f"{methods['pairs_family'].capitalize()}."),
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
        Column("Verdict", _verdict, number=False),
    ]


def _agreement(level: str) -> list[Column]:
    measure = Column("Measure", lambda row: words.MEASURES[row["measure"]], number=False)
    return [REGION, measure, Column("Estimate", _share("estimate")), Column(f"{level} interval", _interval)]


def _omnibus(write: Callable[[Row], str]) -> Callable[[Row], str]:
    return _inner("lmm", _inner("omnibus", write))


OMNIBUS: Final = [
    REGION,
    Column("F", _omnibus(_number("F"))),
    Column("df", _omnibus(_df)),
    Column("p", _omnibus(_p("p"))),
    Column("Friedman χ²", _inner("friedman", _number("chi2"))),
    Column("df", _inner("friedman", _text("df"))),
    Column("p", _inner("friedman", _p("p"))),
    Column("Kendall’s W", _inner("friedman", _share("kendall_w"))),
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
