"""The columns of the report's tables: their headings, and how their cells are formatted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from analysis.json_types import JsonObject
from analysis.report import apa, phrasing


@dataclass(frozen=True)
class Column:
    """A heading, the function that formats a row's cell, and whether it is a number (then aligned right)."""

    heading: str
    format_cell: Callable[[JsonObject], str]
    is_number: bool = True


def _text(key: str) -> Callable[[JsonObject], str]:
    return lambda row: "–" if row.get(key) is None else str(row[key])


def _number(key: str, digits: int = 2) -> Callable[[JsonObject], str]:
    return lambda row: "–" if row.get(key) is None else apa.number(row[key], digits)


def _proportion(key: str) -> Callable[[JsonObject], str]:
    return lambda row: "–" if row.get(key) is None else apa.proportion(row[key])


def _p(key: str) -> Callable[[JsonObject], str]:
    return lambda row: "–" if row.get(key) is None else apa.p_value_number(row[key])


def _nested(key: str, format_cell: Callable[[JsonObject], str]) -> Callable[[JsonObject], str]:
    return lambda row: format_cell(row.get(key) or {})


def _question(row: JsonObject) -> str:
    return phrasing.question_name(row["question"])


def _interval(row: JsonObject) -> str:
    return "–" if row.get("ci_low") is None else apa.interval(row["ci_low"], row["ci_high"])


def _verdict(row: JsonObject) -> str:
    return f"{phrasing.VERDICT_SYMBOLS[row['verdict']]} {row['verdict']}" if row.get("verdict") else "not estimated"


def f_test_df(row: JsonObject) -> str:
    """Format the degrees of freedom of an F test."""
    return (
        f"{apa.degrees_of_freedom(row['df1'])}, {apa.degrees_of_freedom(row['df2'])}"
        if row.get("F") is not None
        else "–"
    )


QUESTION: Final = Column("Question", _question, is_number=False)


def description_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    numbers = [Column(title, _number(key)) for title, key in (("Mean", "mean"), ("SD", "sd"), ("Median", "median"))]
    names = [QUESTION, Column("Condition", _text("condition"), is_number=False), Column("n", _text("n"))]
    return [*names, *numbers, Column(f"{level} interval", _interval)]


def contrast_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    return [
        Column("Contrast", _text("name"), is_number=False),
        QUESTION,
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        Column("df", _number("df")),
        Column("p", _p("p")),
        Column("p adjusted", _p("p_adjusted")),
        Column("Equivalence p adjusted", _p("tost_p_adjusted")),
        Column("Verdict", _verdict, is_number=False),
    ]


BF01: Final = Column("BF01", _number("bf01"))
INTERACTION_COLUMNS: Final = [
    Column("Contrast", _text("contrast"), is_number=False),
    Column("Questions", lambda row: ", ".join(map(phrasing.question_name, row["questions"])), is_number=False),
    Column("F", _number("F")),
    Column("df", f_test_df),
    Column("p", _p("p")),
]


def question_difference_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    names = [Column("Contrast", _text("contrast"), is_number=False)]
    names.append(
        Column(
            "Questions",
            lambda row: f"{phrasing.question_name(row['a'])} − {phrasing.question_name(row['b'])}",
            is_number=False,
        )
    )
    return [
        *names,
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        Column("df", _number("df")),
        Column("p", _p("p")),
        Column("p Holm", _p("p_holm")),
    ]


P_VALUES: Final = [Column("p", _p("p")), Column("p Holm", _p("p_holm")), Column("p BH", _p("p_bh"))]


def pair_columns(level: str, *, between: bool) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals.

    Where raters rated one condition each (`between`), the tests are those between groups.
    """
    paired = [Column("Wilcoxon p", _p("wilcoxon_p")), Column("Wilcoxon Holm", _p("wilcoxon_p_holm")), BF01]
    groups = [
        Column("Mann–Whitney p", _p("mann_whitney_p")),
        Column("Mann–Whitney Holm", _p("mann_whitney_p_holm")),
        Column("Welch p", _p("welch_p")),
    ]
    return [
        QUESTION,
        PAIR,
        Column("Difference", _number("difference")),
        Column(f"{level} interval", _interval),
        *P_VALUES,
        *(groups if between else paired),
        Column("Verdict", _verdict, is_number=False),
    ]


def _pair_name(row: JsonObject) -> str:
    return f"{row['a']} − {row['b']}"


PAIR: Final = Column("Pair", _pair_name, is_number=False)


def _range(low: str, high: str, format_end: Callable[[float], str] = apa.number) -> Callable[[JsonObject], str]:
    return lambda row: "–" if row.get(low) is None else f"{format_end(row[low])} to {format_end(row[high])}"


def effect_size_columns(level: str, *, between: bool) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals; `between` as for pairs."""
    paired = [Column("d_z", _number("dz")), Column(level, _range("dz_low", "dz_high")), Column("d_av", _number("d_av"))]
    ranks = [
        Column("Rank-biserial", _proportion("rank_biserial")),
        Column(level, _range("rank_biserial_low", "rank_biserial_high", apa.proportion)),
    ]
    groups = [Column("Hedges’ g", _number("hedges_g")), Column(level, _range("hedges_g_low", "hedges_g_high"))]
    return [
        QUESTION,
        PAIR,
        Column(f"{level} bootstrap", _range("boot_low", "boot_high")),
        *(groups if between else paired),
        Column("Cliff’s δ", _proportion("cliffs_delta")),
        Column(level, _range("cliffs_delta_low", "cliffs_delta_high", apa.proportion)),
        *([] if between else ranks),
    ]


def ordinal_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    return [
        QUESTION,
        PAIR,
        Column("Log odds", _number("log_odds")),
        Column(f"{level} interval", _interval),
        Column("Odds ratio", _number("odds_ratio")),
        *P_VALUES,
    ]


def objective_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    return [
        QUESTION,
        Column("Measure", lambda row: phrasing.measure_name(row["measure"]), is_number=False),
        Column("Stimuli", _text("n")),
        Column("Spearman’s ρ", _proportion("rho")),
        Column(f"{level} interval", _range("ci_low", "ci_high", apa.proportion)),
        Column("Cluster bootstrap", _range("boot_low", "boot_high", apa.proportion)),
    ]


EXCLUSION_COLUMNS: Final = [
    QUESTION,
    PAIR,
    Column("Difference", _number("difference")),
    Column("p Holm", _p("p_holm")),
    Column("Verdict", _verdict, is_number=False),
    Column("Difference, all raters", _number("all_difference")),
    Column("p Holm, all raters", _p("all_p_holm")),
    Column("Verdict, all raters", lambda row: _verdict({"verdict": row["all_verdict"]}), is_number=False),
]
"""Pairs without the excluded raters, and with all raters."""


def agreement_columns(level: str) -> list[Column]:
    """Return the table's columns; `level` is the confidence level of its intervals."""
    measure = Column("Measure", lambda row: phrasing.AGREEMENT_MEASURES[row["measure"]], is_number=False)
    return [QUESTION, measure, Column("Estimate", _proportion("estimate")), Column(f"{level} interval", _interval)]


def _statistic(row: JsonObject) -> str:
    return f"{row['letter']} = {apa.number(row['value'])}"


OMNIBUS_COLUMNS: Final = [
    QUESTION,
    Column("Test", _text("test"), is_number=False),
    Column("Statistic", _statistic),
    Column("df", _text("df")),
    Column("p", _p("p")),
    Column("Effect", _text("effect")),
]
VARIANCE_COLUMNS: Final = [
    QUESTION,
    *(
        Column(phrasing.term_name(term), _nested("lmm", _nested("components", _number(term))))
        for term in ("rater", "clip", "rater:condition", "clip:condition", "residual")
    ),
]
SCREENING_COLUMNS: Final = [
    Column("Rater", _text("rater"), is_number=False),
    Column("Rule", _text("rule"), is_number=False),
    Column("Value", _number("value")),
    Column("Excluded", lambda row: "yes" if row["excluded"] else "no", is_number=False),
]
