"""The columns of the report's tables: what they are called, and how their cells are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from analysis.report import apa, phrasing

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A heading, how a row's cell is written, and whether it is a number (then it stands to the right)."""

    heading: str
    write: Callable[[Row], str]
    number: bool = True


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
    return phrasing.region_name(row["region"])


def _interval(row: Row) -> str:
    return "–" if row.get("ci_low") is None else apa.interval(row["ci_low"], row["ci_high"])


def _verdict(row: Row) -> str:
    return f"{phrasing.SIGNS[row['verdict']]} {row['verdict']}" if row.get("verdict") else "not estimated"


def degrees(row: Row) -> str:
    """Write an F test's degrees of freedom."""
    return f"{apa.degrees(row['df1'])}, {apa.degrees(row['df2'])}" if row.get("F") is not None else "–"


REGION: Final = Column("Region", _region, number=False)


def description(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    numbers = [Column(title, _number(key)) for title, key in (("Mean", "mean"), ("SD", "sd"), ("Median", "median"))]
    names = [REGION, Column("Condition", _text("condition"), number=False), Column("n", _text("n"))]
    return [*names, *numbers, Column(f"{level} interval", _interval)]


def contrasts(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
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


def pairs(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    return [
        REGION,
        PAIR,
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        Column("p", _p("p")),
        Column("p Holm", _p("p_holm")),
        Column("p BH", _p("p_bh")),
        Column("Wilcoxon p", _p("wilcoxon_p")),
        Column("Wilcoxon Holm", _p("wilcoxon_p_holm")),
        Column("BF01", _number("bf01")),
        Column("Verdict", _verdict, number=False),
    ]


def _pair_name(row: Row) -> str:
    return f"{row['a']} − {row['b']}"


PAIR: Final = Column("Pair", _pair_name, number=False)


def _ends(low: str, high: str, write: Callable[[float], str] = apa.number) -> Callable[[Row], str]:
    return lambda row: "–" if row.get(low) is None else f"{write(row[low])} to {write(row[high])}"


def effects(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    return [
        REGION,
        PAIR,
        Column(f"{level}, drawn anew", _ends("boot_low", "boot_high")),
        Column("d_z", _number("dz")),
        Column(level, _ends("dz_low", "dz_high")),
        Column("d_av", _number("d_av")),
        Column("Cliff’s δ", _share("cliffs_delta")),
        Column(level, _ends("cliffs_delta_low", "cliffs_delta_high", apa.share)),
        Column("Rank-biserial", _share("rank_biserial")),
        Column(level, _ends("rank_biserial_low", "rank_biserial_high", apa.share)),
    ]


def ordinal(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    return [
        REGION,
        PAIR,
        Column("Log odds", _number("log_odds")),
        Column(f"{level} interval", _interval),
        Column("Odds ratio", _number("odds_ratio")),
        Column("p", _p("p")),
        Column("p Holm", _p("p_holm")),
        Column("p BH", _p("p_bh")),
    ]


def objective(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    return [
        REGION,
        Column("Measure", lambda row: phrasing.measure_name(row["measure"]), number=False),
        Column("Stimuli", _text("n")),
        Column("Spearman’s ρ", _share("rho")),
        Column(f"{level} interval", _ends("ci_low", "ci_high", apa.share)),
        Column("Clips drawn anew", _ends("boot_low", "boot_high", apa.share)),
    ]


EVERYONE: Final = [
    REGION,
    PAIR,
    Column("Difference", _number("difference")),
    Column("p Holm", _p("p_holm")),
    Column("Verdict", _verdict, number=False),
    Column("of all raters", _number("all_difference")),
    Column("p Holm", _p("all_p_holm")),
    Column("Verdict", lambda row: _verdict({"verdict": row["all_verdict"]}), number=False),
]


def agreement(level: str) -> list[Column]:
    """Return the columns of that table; `level` is how sure its intervals are."""
    measure = Column("Measure", lambda row: phrasing.MEASURES[row["measure"]], number=False)
    return [REGION, measure, Column("Estimate", _share("estimate")), Column(f"{level} interval", _interval)]


def _statistic(row: Row) -> str:
    return f"{row['letter']} = {apa.number(row['value'])}"


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
        Column(phrasing.term_name(term), _inner("lmm", _inner("components", _number(term))))
        for term in ("rater", "clip", "rater:condition", "clip:condition", "residual")
    ),
]
SCREENING: Final = [
    Column("Rater", _text("rater"), number=False),
    Column("Rule", _text("rule"), number=False),
    Column("Value", _number("value")),
    Column("Excluded", lambda row: "yes" if row["excluded"] else "no", number=False),
]
