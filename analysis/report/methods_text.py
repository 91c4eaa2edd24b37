"""The text of a paper's method and results sections, in APA form with the numbers filled in."""

from collections.abc import Mapping
from typing import Any, Final

from analysis.method_descriptions import MIXED_MODEL
from analysis.report import apa, phrasing

Row = Mapping[str, Any]

SIMULATED: Final = "The ratings are simulated: they come from scripted participants and say nothing about people."


def text(results: Row) -> str:
    """Return `methods.txt`: method, then results."""
    parts = ["METHOD", *method(results), "RESULTS", *outcome(results)]
    return "\n\n".join(part.replace(apa.NO_BREAK, " ") for part in parts) + "\n"


def method(results: Row) -> list[str]:
    """Return the paragraphs of the method section."""
    parts = [_sample(results), _model(results), _inference(results), _left_out(results), _program(results)]
    return [SIMULATED, *parts] if results["simulated"] else parts


def outcome(results: Row) -> list[str]:
    """Return the paragraphs of the results section: the planned contrasts, then each region as a whole."""
    contrasts = [contrast(row, results) for row in results["contrasts"]]
    return [*contrasts, *(region(name, row) for name, row in results["regions"].items())]


def contrast(row: Row, results: Row) -> str:
    """Report a planned contrast with estimate, interval, test, equivalence and verdict."""
    plan = results["plan"]["analysis"]
    said = phrasing.verdict_sentence(row, alpha=plan["alpha"], bound=plan["equivalence_bound"])
    if row["difference"] is None:
        return f"{row['name']}, {phrasing.region_name(row['region'])}: {said[0].lower()}{said[1:]}"
    percent = f"{100 * (1 - plan['alpha']):g}"
    interval = apa.unbroken(f"{percent} % CI [{apa.number(row['ci_low'])}, {apa.number(row['ci_high'])}]")
    points = apa.unbroken(f"{apa.number(row['difference'])} points")
    return (
        f"{row['name']}, {phrasing.region_name(row['region'])}: the estimated difference was {points}, {interval}, "
        f"{t_test(row)}, "
        f"adjusted {apa.p(row['p_adjusted'])}; equivalence within ± {plan['equivalence_bound']:g} points: "
        f"adjusted {apa.p(row['tost_p_adjusted'])}. {said}"
    )


def t_test(row: Row) -> str:
    """Report a contrast's t test."""
    return apa.t(row["t"], df=row["df"], p_value=row["p"])


def region(name: str, row: Row) -> str:
    """Report a region's tests of equal conditions, the raters' agreement and their drift, as far as they are known."""
    parts = [
        phrasing.omnibus_sentence((row.get("lmm") or {}).get("omnibus")),
        phrasing.ordinal_sentence(row.get("clmm")),
        phrasing.friedman_sentence(row["friedman"]),
        phrasing.anova_sentence(row.get("rm_anova")),
        phrasing.agreement_sentence(row.get("agreement")),
        phrasing.drift_sentence(row.get("position")),
        *map(phrasing.objective_sentence, row.get("objective_correlations") or []),
    ]
    return f"{phrasing.region_name(name).capitalize()}. {' '.join(part for part in parts if part)}"


def _sample(results: Row) -> str:
    counts, (low, high) = results["counts"], results["plan"]["design"]["scale"]
    regions = ", ".join(phrasing.region_name(name) for name in results["regions"])
    return (
        f"{counts['raters']} raters rated {counts['clips']} clips in {counts['conditions']} conditions on a scale "
        f"from {low} to {high} ({counts['ratings']} ratings in all; asked of: {regions})."
    )


def _model(results: Row) -> str:
    used = {row["method"] for row in results["contrasts"]} or {MIXED_MODEL}
    if MIXED_MODEL not in used:
        return (
            "Contrasts were tested by paired t tests on the raters' means, since the mixed model could not be fitted."
        )
    return (
        "For each region a linear mixed model was fitted by restricted maximum likelihood, with condition as fixed "
        "effect and crossed random effects of rater, clip, rater by condition and clip by condition (Baayen, Davidson "
        "& Bates, 2008; Barr, Levy, Scheepers & Tily, 2013); degrees of freedom are Satterthwaite's. Beside it, "
        "Friedman's test was made on the raters' means."
    )


def _inference(results: Row) -> str:
    plan, methods = results["plan"]["analysis"], results["methods"]
    if not results["contrasts"]:
        return "No contrast was planned, so all comparisons are exploratory."
    return (
        f"Planned contrasts were tested at α = {apa.share(plan['alpha'])}, adjusted: {methods['contrast_family']}; "
        f"equivalence was tested by {methods['equivalence']} (Schuirmann, 1987), adjusted alike. Intervals are "
        f"{methods['contrast_interval']}. All other pairs are exploratory."
    )


def _left_out(results: Row) -> str:
    out = sorted({row["rater"] for row in results["screening"] if row["excluded"]})
    left = (
        f"{len(out)} raters were left out by the plan's rules ({', '.join(out)})." if out else "No rater was left out."
    )
    deviations = "; ".join(results["deviations"])
    return f"{left} Deviations from the plan: {deviations or 'none'}."


def _program(results: Row) -> str:
    return (
        f"Computed with {results['program']}; plan SHA-256 {results['plan_sha256']}, "
        f"ratings SHA-256 {results['input_sha256']}."
    )
