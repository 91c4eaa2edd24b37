"""Puts results into words: sentences for verdicts and tests, and the names of questions, measures and methods."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import exp
from typing import Final

from analysis.json_types import JsonObject
from analysis.report import apa
from face.regions import REGION_NAMES, Region

MAX_DENOMINATOR: Final = 60
"""Weights such as 1/3 or 7/12 are written as fractions."""
ROUNDING: Final = 1e-6
VERDICT_SYMBOLS: Final = {"different": "≠", "equivalent": "=", "different but equivalent": "≈", "undecided": "?"}
"""The symbol of each verdict, so that no meaning depends on colour alone."""

AGREEMENT_MEASURES: Final = {
    "icc_1_1": "ICC(1,1), one rater, own raters per stimulus",
    "icc_1_k": "ICC(1,k), all raters, own raters per stimulus",
    "icc_2_1": "ICC(2,1), one rater, absolute agreement",
    "icc_2_k": "ICC(2,k), all raters, absolute agreement",
    "icc_3_1": "ICC(3,1), one rater, consistency",
    "icc_3_k": "ICC(3,k), all raters, consistency",
    "alpha_ordinal": "Krippendorff’s α, ordinal",
    "alpha_interval": "Krippendorff’s α, interval",
}
"""The names of the measures of agreement."""

OBJECTIVE_MEASURES: Final = {
    "concordance": "Concordance ρc",
    "lve_mm": "Lip vertex error (LVE), mm",
    "error_mm": "Mean marker error, mm",
}
"""The names of the site's own objective measures; others keep the name they have in the data."""

METHODS: Final = {
    "contrasts": "Planned contrasts",
    "contrast_interval": "Contrast intervals, unadjusted",
    "contrast_interval_adjusted": "Contrast intervals of the family",
    "standardised": "Standardised differences",
    "contrast_family": "Adjustment of p-values",
    "ordinal_contrast": "Odds ratios of contrasts",
    "ordinal_pairs": "Odds ratios of pairs",
    "interaction": "Contrasts between questions",
    "clmm": "Ordinal mixed model",
    "rm_anova": "RM-ANOVA",
    "bf01": "BF01",
    "raters": "Rater statistics",
    "position": "Drift within the session",
    "carry_over": "Carry-over of the previous condition",
    "friedman": "Friedman test",
    "group_tests": "Tests between groups of raters",
    "wilcoxon": "Wilcoxon test",
    "pairs_family": "All pairs",
    "objective": "Objective measures",
}
"""The headings of the methods in results.json whose key is not already the heading."""


def question_name(question: str) -> str:
    """Return the question's name in the questionnaire; other labels stay as they are."""
    return REGION_NAMES[Region(question)] if question in list(Region) else question


def measure_name(measure: str) -> str:
    """Return the name of an objective measure."""
    return OBJECTIVE_MEASURES.get(measure, measure)


def term_name(term: str) -> str:
    """Return the name of a variance component: `rater:condition` becomes `Rater × condition`."""
    return term.replace(":", " × ").capitalize()


def method_name(key: str) -> str:
    """Return the heading of an entry of `methods` in results.json."""
    return METHODS.get(key, key.replace("_", " ").capitalize())


def capitalize_first(text: str) -> str:
    """Return the text with a capital first letter, the rest unchanged."""
    return f"{text[:1].upper()}{text[1:]}"


def weights_text(weights: Mapping[str, float]) -> str:
    """Return a contrast as a weighted sum: `a − 1/4 (b + c + d + e)`, the positive weights first."""
    by_weight: dict[float, list[str]] = {}
    for name, weight in sorted(weights.items(), key=lambda each: -each[1]):
        by_weight.setdefault(weight, []).append(name)
    parts = [_weighted(weight, names) for weight, names in by_weight.items() if weight]
    return "".join(parts).removeprefix(" + ")


def _weighted(weight: float, names: Sequence[str]) -> str:
    share = Fraction(abs(weight)).limit_denominator(MAX_DENOMINATOR)
    factor = str(share) if abs(share - abs(weight)) < ROUNDING else f"{abs(weight):g}"
    listed = names[0] if len(names) == 1 else f"({' + '.join(names)})"
    return f" {'+' if weight > 0 else '−'} {'' if factor == '1' else f'{factor} '}{listed}"


def verdict_sentence(contrast: JsonObject, *, alpha: float, bound: float) -> str:
    """Explain the verdict on a contrast; if undecided, add the difference that the study could have detected."""
    sentences = {
        "different": f"Different: the difference is significant at α = {apa.proportion(alpha, 2)}.",
        "equivalent": f"Equivalent: any difference is smaller than {bound:g} points.",
        "different but equivalent": f"Different but equivalent: significant, but smaller than {bound:g} points.",
        "undecided": f"Undecided: neither difference nor equivalence was shown. {_detectable_difference(contrast)}",
        None: f"Not estimated: {contrast['reason']}.",
    }
    parts = [sentences[contrast["verdict"]].strip(), _interval_note(contrast, alpha)]
    parts += [f"{capitalize_first(warning)}." for warning in contrast.get("warnings") or []]
    return " ".join(part for part in parts if part)


def odds_ratio(contrast: JsonObject) -> str:
    """Report the odds ratio of a higher rating with its interval, or why it is missing; empty without a model."""
    ordinal = contrast.get("ordinal")
    if not ordinal:
        return ""
    if ordinal["odds_ratio"] is None:
        return f"no odds ratio: {ordinal['reason']}"
    if ordinal["ci_low"] is None:
        return f"odds ratio {apa.number(ordinal['odds_ratio'])}"
    low, high = (apa.number(exp(ordinal[end])) for end in ("ci_low", "ci_high"))
    return apa.no_break(f"odds ratio {apa.number(ordinal['odds_ratio'])} [{low}, {high}]")


def _interval_note(contrast: JsonObject, alpha: float) -> str:
    """Say so if the adjusted test finds a difference and the simultaneous interval holds 0."""
    low, high = contrast.get("ci_low_adjusted"), contrast.get("ci_high_adjusted")
    p = contrast.get("p_adjusted")
    if low is None or high is None or p is None or not (p < alpha and low <= 0 <= high):
        return ""
    return "Holm's test, which is stronger than the simultaneous interval, finds it, although that interval holds 0."


def carry_over_sentence(effect: JsonObject | None) -> str:
    """Report how ratings depend on the previous condition; an empty string if the positions are not known."""
    if not effect or effect.get("slope") is None:
        return ""
    slope = f"{apa.number(effect['slope'])} points per point of the previous condition's mean"
    return f"Carry-over: {slope}{_interval(effect)}, {apa.p_value(effect['p'])}."


def interaction_sentence(row: JsonObject) -> str:
    """Report whether a contrast is the same for all questions, or why that was not tested."""
    names = [question_name(name) for name in row["questions"]]
    where = f"{row['contrast']}, {', '.join(names[:-1])} and {names[-1]}"
    if row["F"] is None:
        return f"{where}: not compared, {row['reason']}."
    test = apa.f_test(row["F"], df1=row["df1"], df2=row["df2"], p=row["p"])
    return f"{where}: test of equal differences for these questions (exploratory), {test}."


def friedman_sentence(test: JsonObject) -> str:
    """Report the Friedman test in APA style, or why it is missing."""
    if test["chi2"] is None:
        return f"The Friedman test could not be computed: {test['reason']}."
    outcome = apa.chi_squared(test["chi2"], df=test["df"], n=test["n"], p=test["p"])
    interval = _proportion_interval(test.get("kendall_w_low"), test.get("kendall_w_high"))
    agreement = apa.no_break(f"W = {apa.proportion(test['kendall_w'])}{interval}")
    return f"Friedman test: {outcome}, {agreement}."


def rank_test_sentence(question: JsonObject) -> str:
    """Report the rank test of rater means that belongs to the design: Friedman's, or Kruskal and Wallis's."""
    test = question.get("kruskal_wallis")
    if not test:
        return friedman_sentence(question["friedman"])
    if test["chi2"] is None:
        return f"Kruskal and Wallis's test could not be computed: {test['reason']}."
    outcome = apa.chi_squared(test["chi2"], df=test["df"], n=test["n"], p=test["p"])
    effect = apa.no_break(f"ε² = {apa.proportion(test['epsilon2'])}")
    return f"Kruskal–Wallis test of the raters' means: {outcome}, {effect}."


def omnibus_sentence(omnibus: JsonObject | None) -> str:
    """Report the mixed model's test of equal conditions in APA style; an empty string if there is none."""
    if not omnibus or omnibus["F"] is None:
        return ""
    test = apa.f_test(omnibus["F"], df1=omnibus["df1"], df2=omnibus["df2"], p=omnibus["p"])
    return f"Mixed model, test of equal conditions: {test}."


def anova_sentence(question: JsonObject) -> str:
    """Report the analysis of variance of rater means that belongs to the design; an empty string if there is none."""
    between = question.get("welch_anova")
    if between:
        return _welch_sentence(between)
    return _rm_anova_sentence(question.get("rm_anova"))


def _welch_sentence(test: JsonObject) -> str:
    if test["F"] is None:
        return ""
    outcome = apa.f_test(test["F"], df1=test["df1"], df2=test["df2"], p=test["p"])
    return f"Welch's analysis of variance of the raters' means: {outcome}."


def _rm_anova_sentence(test: JsonObject | None) -> str:
    """Report the RM-ANOVA with Greenhouse-Geisser correction; an empty string if there is none."""
    if not test or test.get("F") is None:
        return ""
    outcome = apa.f_test(test["F"], df1=test["df1"], df2=test["df2"], p=test["p"])
    correction = ""
    if test.get("p_gg") is not None:
        epsilon = apa.proportion(test["gg_epsilon"])
        correction = apa.no_break(f" (Greenhouse–Geisser: ε = {epsilon}, {apa.p_value(test['p_gg'])})")
    return f"RM-ANOVA on the raters' means: {outcome}{correction}."


def ordinal_sentence(model: JsonObject | None) -> str:
    """Report the likelihood ratio test of the ordinal mixed model; an empty string if there is none."""
    if not model or model.get("chi2") is None:
        return ""
    test = apa.no_break(f"χ²({model['df']}) = {apa.number(model['chi2'])}")
    return f"Ordinal mixed model, test of equal conditions: {test}, {apa.p_value(model['p'])}."


def agreement_sentence(agreement: JsonObject | None) -> str:
    """Report the agreement between raters with intervals; an empty string if it is not known."""
    estimates = [
        f"{name} = {apa.proportion(each['estimate'])}" + _interval(each)
        for key, name in (("icc_2_k", "ICC(2,k)"), ("alpha_ordinal", "Krippendorff's ordinal α"))
        for each in [(agreement or {}).get(key) or {}]
        if each.get("estimate") is not None
    ]
    return f"Agreement: {', '.join(estimates)}." if estimates else ""


def drift_sentence(drift: JsonObject | None) -> str:
    """Report whether ratings drift over the session; an empty string if the positions are not known."""
    if not drift or drift.get("per_ten_trials") is None:
        return ""
    change = f"{apa.number(drift['per_ten_trials'])} points per ten trials"
    return f"Drift within the session: {change}{_interval(drift)}."


def objective_sentence(correlation: JsonObject) -> str:
    """Report the correlation of an objective measure with the mean ratings, or why it is missing."""
    name = measure_name(correlation["measure"])
    if correlation["rho"] is None:
        return f"{name} and mean ratings: no correlation computed, {correlation['reason']} (n = {correlation['n']})."
    interval = _proportion_interval(correlation["ci_low"], correlation["ci_high"])
    rho, n = apa.no_break(f"ρ = {apa.proportion(correlation['rho'])}"), apa.no_break(f"n = {correlation['n']}")
    return f"{name} and mean ratings: Spearman's {rho}{interval}, {n} stimuli."


def _proportion_interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" [{apa.proportion(low)}, {apa.proportion(high)}]"


def _interval(row: JsonObject) -> str:
    if row.get("ci_low") is None:
        return ""
    return f" [{apa.number(row['ci_low'])}, {apa.number(row['ci_high'])}]"


def _detectable_difference(contrast: JsonObject) -> str:
    difference = contrast["detectable_difference"]
    if difference is None:
        return ""
    return f"This test detects a true difference of {apa.number(difference)} points in 80 of 100 such studies."
