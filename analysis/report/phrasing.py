"""What the numbers say, in words: verdicts, tests and regions as a researcher reads them."""

from collections.abc import Mapping
from typing import Any, Final

from analysis.method_descriptions import PAIRED_T_TEST
from analysis.report import apa
from face.regions import REGION_NAMES, Region

SIGNS: Final = {"different": "≠", "equivalent": "=", "different but equivalent": "≈", "undecided": "?"}
"""A verdict's symbol, so that colour never stands alone."""

MEASURES: Final = {
    "icc_1_1": "ICC(1,1), one rater, own raters per stimulus",
    "icc_1_k": "ICC(1,k), all raters, own raters per stimulus",
    "icc_2_1": "ICC(2,1), one rater, absolute agreement",
    "icc_2_k": "ICC(2,k), all raters, absolute agreement",
    "icc_3_1": "ICC(3,1), one rater, consistency",
    "icc_3_k": "ICC(3,k), all raters, consistency",
    "alpha_ordinal": "Krippendorff’s α, ordinal",
    "alpha_interval": "Krippendorff’s α, interval",
}
"""What measures of agreement are called."""

OBJECTIVE: Final = {
    "concordance": "Concordance ρc",
    "lve_mm": "Lip vertex error (LVE), mm",
    "error_mm": "Mean marker error, mm",
}
"""What the site's measures are called; others are called what they call themselves."""

Row = Mapping[str, Any]


def region_name(region: str) -> str:
    """Return a region as participants call it; any other label as it is."""
    return REGION_NAMES[Region(region)] if region in list(Region) else region


def measure_name(measure: str) -> str:
    """Return an objective measure's name."""
    return OBJECTIVE.get(measure, measure)


def term_name(term: str) -> str:
    """Return a variance's name: `rater:condition` is written rater × condition."""
    return term.replace(":", " × ").capitalize()


def verdict_sentence(contrast: Row, *, alpha: float, bound: float) -> str:
    """Say what a contrast's verdict means, and of an undecided one what it would have taken."""
    sentences = {
        "different": f"A difference, reliable at α = {apa.share(alpha, 2)}.",
        "equivalent": f"Equivalent: any difference is smaller than {bound:g} points.",
        "different but equivalent": f"A reliable difference, yet smaller than the {bound:g} points that matter.",
        "undecided": f"Undecided: neither a difference nor equivalence is shown. {_detectable(contrast)}",
        None: f"Not estimated: {contrast['reason']}.",
    }
    fallback = (
        "From raters' means alone, since the model could not be fitted."
        if contrast.get("method") == PAIRED_T_TEST
        else ""
    )
    return f"{sentences[contrast['verdict']].strip()} {fallback}".strip()


def friedman_sentence(test: Row) -> str:
    """Report Friedman's test in APA form, or why there is none."""
    if test["chi2"] is None:
        return f"Friedman's test was not possible: {test['reason']}."
    outcome = apa.chi2(test["chi2"], df=test["df"], n=test["n"], p_value=test["p"])
    low, high = test.get("kendall_w_low"), test.get("kendall_w_high")
    agreement = apa.unbroken(f"W = {apa.share(test['kendall_w'])}")
    ends = "" if low is None or high is None else apa.unbroken(f" [{apa.share(low)}, {apa.share(high)}]")
    return f"Friedman's test: {outcome}, {agreement}{ends}."


def omnibus_sentence(omnibus: Row | None) -> str:
    """Report the mixed model's test of equal conditions in APA form; nothing where it could not be made."""
    if not omnibus or omnibus["F"] is None:
        return ""
    test = apa.f(omnibus["F"], df1=omnibus["df1"], df2=omnibus["df2"], p_value=omnibus["p"])
    return f"Mixed model, all conditions equal: {test}."


def anova_sentence(test: Row | None) -> str:
    """Report the repeated-measures analysis of variance with Greenhouse and Geisser's correction; nothing without."""
    if not test or test.get("F") is None:
        return ""
    outcome = apa.f(test["F"], df1=test["df1"], df2=test["df2"], p_value=test["p"])
    corrected = test.get("p_gg")
    by = "" if corrected is None else f" (Greenhouse–Geisser: ε = {apa.share(test['gg_epsilon'])}, {apa.p(corrected)})"
    return f"Repeated-measures ANOVA on the raters' means: {outcome}{apa.unbroken(by) if by else ''}."


def ordinal_sentence(model: Row | None) -> str:
    """Report the ordinal model's likelihood ratio test; nothing where it could not be made."""
    if not model or model.get("chi2") is None:
        return ""
    test = apa.unbroken(f"χ²({model['df']}) = {apa.number(model['chi2'])}")
    return f"Ordinal mixed model, all conditions equal: {test}, {apa.p(model['p'])}."


def agreement_sentence(found: Row | None) -> str:
    """Report how alike the raters judged, with intervals; nothing where it is not known."""
    said = [
        f"{name} = {apa.share(each['estimate'])}" + _brackets(each)
        for key, name in (("icc_2_k", "ICC(2,k)"), ("alpha_ordinal", "Krippendorff's ordinal α"))
        for each in [(found or {}).get(key) or {}]
        if each.get("estimate") is not None
    ]
    return f"Agreement: {', '.join(said)}." if said else ""


def drift_sentence(found: Row | None) -> str:
    """Report whether ratings drift with their place in the session; nothing where places are not known."""
    if not found or found.get("per_ten_trials") is None:
        return ""
    change = f"{apa.number(found['per_ten_trials'])} points per ten trials"
    return f"Drift within the session: {change}{_brackets(found)}."


def objective_sentence(found: Row) -> str:
    """Report how a measure goes with the mean ratings, or why that is not known."""
    name = measure_name(found["measure"])
    if found["rho"] is None:
        return f"{name} and mean ratings: not correlated, {found['reason']} (n = {found['n']})."
    ends = "" if found["ci_low"] is None else f" [{apa.share(found['ci_low'])}, {apa.share(found['ci_high'])}]"
    test = apa.unbroken(f"ρ = {apa.share(found['rho'])}{ends}, n = {found['n']} stimuli")
    return f"{name} and mean ratings: Spearman's {test}."


def _brackets(row: Row) -> str:
    if row.get("ci_low") is None:
        return ""
    return f" [{apa.number(row['ci_low'])}, {apa.number(row['ci_high'])}]"


def _detectable(contrast: Row) -> str:
    least = contrast["detectable_difference"]
    if least is None:
        return ""
    return f"A true difference of {apa.number(least)} points would have been found in 80 of 100 such studies."
