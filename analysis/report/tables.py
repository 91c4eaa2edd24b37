"""The report's tables for readers: rounded and in APA style, for the page and as LaTeX for a paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.json_types import JsonObject
from analysis.report import apa, columns, phrasing
from analysis.report.columns import Column

LATEX_CHARACTERS: Final = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~", "−": r"$-$", "–": "--", "×": r"$\times$",
    "χ²": r"$\chi^2$", "±": r"$\pm$", "α": r"$\alpha$", "<": r"$<$", ">": r"$>$", "≠": r"$\neq$", "≈": r"$\approx$",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table of formatted cells."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: list[list[str]]
    note: str = ""


def report_tables(results: JsonObject) -> list[Table]:
    """Return the tables of the report that have rows."""
    level = confidence_level(results)
    methods = results["methods"]
    pairs = _rows_of_questions(results, "pairs")
    between = any(row.get("mann_whitney_p") is not None for row in pairs)
    wanted = [
        _table("description", "Ratings by question and condition", columns.description_columns(level),
               _rows_of_questions(results, "description"), f"Intervals: {methods['description']}."),
        _table("contrasts", "Planned contrasts", columns.contrast_columns(level), results["contrasts"],
               f"Intervals {methods['contrast_interval']}; adjusted: {methods['contrast_family']}; "
               f"equivalence: {methods['equivalence']}."),
        _table("interaction", "Is each contrast the same for all questions?", columns.INTERACTION_COLUMNS,
               results.get("interaction") or [], f"{methods.get('interaction', '')}."),
        _table("question_differences", "Contrasts compared between two questions",
               columns.question_difference_columns(level), results.get("question_differences") or [],
               "Differences of the contrast's points; p adjusted over the pairs of questions of a contrast."),
        _table("omnibus", "Tests of equal conditions", columns.OMNIBUS_COLUMNS, _omnibus_rows(results)),
        _table("variances", "Variances of the mixed model, points squared", columns.VARIANCE_COLUMNS,
               _question_rows(results)),
        _table("ordinal", "Pairs by the ordinal mixed model: odds of a higher rating", columns.ordinal_columns(level),
               _rows_of_questions(results, "ordinal_pairs"), "Wald tests; adjusted over the pairs of each question."),
        _table("objective", "Objective measures and mean ratings", columns.objective_columns(level),
               _rows_of_questions(results, "objective_correlations"), f"{methods['objective']}."),
        _table("agreement", "Agreement between raters", columns.agreement_columns(level), _agreement_rows(results)),
        _table("pairs", "All pairs of conditions, exploratory", columns.pair_columns(level, between=between), pairs,
               f"{phrasing.capitalize_first(methods['pairs_family'])}."),
        _table("effects", "Effect sizes of all pairs, exploratory",
               columns.effect_size_columns(level, between=between), pairs,
               f"Effect sizes {methods['effect_sizes']}. Bootstrap: {methods['bootstrap']}."),
        _table("everyone", "All pairs with and without the excluded raters", columns.EXCLUSION_COLUMNS,
               _pairs_with_all_raters(results)),
        _table("screening", "Raters flagged by a rule", columns.SCREENING_COLUMNS, results["screening"]),
    ]  # fmt: skip
    return [table for table in wanted if table.rows]


def confidence_level(results: JsonObject) -> str:
    """Return the confidence level of the intervals: `95 %`."""
    return f"{100 * (1 - results['plan']['analysis']['alpha']):g} %"


def escape_latex(text: str) -> str:
    r"""Escape text for LaTeX: `50 % of a_b` becomes `50 \% of a\_b`."""
    return "".join(LATEX_CHARACTERS.get(letter, letter) for letter in text.replace("χ²", "χ")).replace("χ", r"$\chi^2$")


def latex_table(table: Table) -> str:
    r"""Return a table environment; it needs `\usepackage{booktabs}`."""
    alignment = "".join("r" if column.is_number else "l" for column in table.columns)
    head = " & ".join(escape_latex(column.heading) for column in table.columns)
    body = "\n".join(" & ".join(map(escape_latex, row)) + r" \\" for row in table.rows)
    note = f"\n\\par\\smallskip\\footnotesize {escape_latex(table.note)}" if table.note else ""
    return (
        f"\\begin{{table}}\n\\centering\n\\caption{{{escape_latex(table.caption)}}}\n\\label{{tab:{table.name}}}\n"
        f"\\begin{{tabular}}{{{alignment}}}\n\\toprule\n{head} \\\\\n\\midrule\n{body}\n\\bottomrule\n"
        f"\\end{{tabular}}{note}\n\\end{{table}}\n"
    )


def _table(name: str, caption: str, columns: Sequence[Column], rows: Iterable[JsonObject], note: str = "") -> Table:
    return Table(name, caption, columns, [[column.format_cell(row) for column in columns] for row in rows], note)


def _rows_of_questions(results: JsonObject, part: str) -> list[JsonObject]:
    return [
        {"question": name} | row for name, question in results["questions"].items() for row in question.get(part) or []
    ]


def _question_rows(results: JsonObject) -> list[JsonObject]:
    return [{"question": name} | question for name, question in results["questions"].items()]


def _agreement_rows(results: JsonObject) -> list[JsonObject]:
    return [
        {"question": name, "measure": measure} | _estimate(value)
        for name, question in results["questions"].items()
        for measure, value in (question.get("agreement") or {}).items()
        if measure in phrasing.AGREEMENT_MEASURES and value is not None
    ]


def _estimate(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {"estimate": value, "ci_low": None, "ci_high": None}


def _pairs_with_all_raters(results: JsonObject) -> list[JsonObject]:
    """Return the pairs of questions with exclusions; results of all raters have the prefix `all_`."""
    return [
        {"question": name} | pair | {f"all_{key}": value for key, value in pair_of_all.items()}
        for name, question in results["questions"].items()
        if question.get("without_exclusions")
        for pair, pair_of_all in zip(question["pairs"], question["without_exclusions"]["pairs"], strict=True)
    ]


def _omnibus_rows(results: JsonObject) -> list[JsonObject]:
    """Return a row for each question and each test of equal conditions that could be computed."""
    rows: list[JsonObject] = []
    for name, question in results["questions"].items():
        model = (question.get("lmm") or {}).get("omnibus") or {"F": None}
        ordinal, anova, welch, kruskal = (
            question.get(key) or {} for key in ("clmm", "rm_anova", "welch_anova", "kruskal_wallis")
        )
        friedman = question["friedman"]
        anova_f, anova_df = anova.get("F"), columns.f_test_df(anova)
        tests = [
            ("Mixed model", "F", model["F"], columns.f_test_df(model), model.get("p"), ""),
            ("Ordinal mixed model", "χ²", ordinal.get("chi2"), str(ordinal.get("df")), ordinal.get("p"), ""),
            ("Friedman", "χ²", friedman["chi2"], str(friedman["df"]), friedman["p"],
             _effect("W", friedman["kendall_w"])),
            ("RM-ANOVA", "F", anova_f, anova_df, anova.get("p"), _effect("η²", anova.get("eta2"))),
            ("RM-ANOVA, Greenhouse–Geisser", "F", anova_f, anova_df, anova.get("p_gg"),
             _effect("ε", anova.get("gg_epsilon"))),
            ("Kruskal–Wallis", "χ²", kruskal.get("chi2"), str(kruskal.get("df")), kruskal.get("p"),
             _effect("ε²", kruskal.get("epsilon2"))),
            ("Welch’s ANOVA", "F", welch.get("F"), columns.f_test_df(welch), welch.get("p"), ""),
        ]  # fmt: skip
        keys = ("test", "letter", "value", "df", "p", "effect")
        rows += [{"question": name} | dict(zip(keys, test, strict=True)) for test in tests if test[2] is not None]
    return rows


def _effect(letter: str, value: float | None) -> str:
    return "" if value is None else f"{letter} = {apa.proportion(value)}"
