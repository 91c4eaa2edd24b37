"""Writes the method and results sections of a paper in APA style, with the numbers filled in."""

from datetime import datetime
from typing import Final

from analysis.json_types import JsonObject
from analysis.method_descriptions import (
    CONDITION_MEANS,
    CONTRAST_SCORES,
    DF_METHOD_NAMES,
    PAIRED_T_TEST,
    WELCH_T_TEST,
)
from analysis.report import apa, design_text, phrasing

SIMULATED: Final = "The ratings are simulated: they come from simulated participants, not from people."


def methods_text(results: JsonObject) -> str:
    """Return the content of `methods.txt`: method, then results."""
    parts = ["METHOD", *method_paragraphs(results), "RESULTS", *result_paragraphs(results)]
    return "\n\n".join(part.replace(apa.NO_BREAK_SPACE, " ") for part in parts) + "\n"


def method_paragraphs(results: JsonObject) -> list[str]:
    """Return the paragraphs of the method section."""
    parts = [_sample(results), _model(results), _inference(results), _exclusions(results), _program(results)]
    return [part for part in (SIMULATED if results["simulated"] else "", *parts) if part]


def result_paragraphs(results: JsonObject) -> list[str]:
    """Return the paragraphs of the results section: the planned contrasts, then each question as a whole."""
    contrasts = [contrast_sentence(row, results) for row in results["contrasts"]]
    between = [phrasing.interaction_sentence(row) for row in results.get("interaction") or []]
    return [*contrasts, *between, *(question_paragraph(name, row) for name, row in results["questions"].items())]


def contrast_sentence(row: JsonObject, results: JsonObject) -> str:
    """Report a planned contrast with estimate, interval, test, equivalence test and verdict."""
    plan = results["plan"]["analysis"]
    verdict = phrasing.verdict_sentence(row, alpha=plan["alpha"], bound=row["equivalence_bound"])
    if row["difference"] is None:
        return f"{row['name']}, {phrasing.question_name(row['question'])}: {verdict[0].lower()}{verdict[1:]}"
    percent = f"{100 * (1 - plan['alpha']):g}"
    interval = apa.no_break(f"{percent} % CI [{apa.number(row['ci_low'])}, {apa.number(row['ci_high'])}]")
    points = apa.no_break(f"{apa.number(row['difference'])} points")
    parts = [
        f"the estimated difference was {points}",
        interval,
        t_test(row),
        f"adjusted {apa.p_value(row['p_adjusted'])}",
    ]
    parts += filter(None, [phrasing.odds_ratio(row)])
    return (
        f"{row['name']}, {phrasing.question_name(row['question'])}: {', '.join(parts)}; equivalence within "
        f"± {row['equivalence_bound']:g} points: adjusted {apa.p_value(row['tost_p_adjusted'])}. {verdict}"
    )


def t_test(row: JsonObject) -> str:
    """Report a contrast's t test, and the difference in standard deviations of the ratings."""
    test = apa.t_test(row["t"], df=row["df"], p=row["p"])
    if row.get("standardised") is None:
        return test
    low, high = apa.number(row["standardised_low"]), apa.number(row["standardised_high"])
    effect = f"d = {apa.number(row['standardised'])} [{low}, {high}]"
    return f"{test}, {apa.no_break(effect)}"


def question_paragraph(name: str, row: JsonObject) -> str:
    """Report what is known of a question: tests of equal conditions, agreement, drift, objective measures."""
    parts = [
        phrasing.omnibus_sentence((row.get("lmm") or {}).get("omnibus")),
        phrasing.ordinal_sentence(row.get("clmm")),
        phrasing.rank_test_sentence(row),
        phrasing.anova_sentence(row),
        phrasing.agreement_sentence(row.get("agreement")),
        phrasing.drift_sentence(row.get("position")),
        phrasing.carry_over_sentence(row.get("carry_over")),
        *map(phrasing.objective_sentence, row.get("objective_correlations") or []),
    ]
    return f"{phrasing.question_name(name).capitalize()}. {' '.join(part for part in parts if part)}"


def _sample(results: JsonObject) -> str:
    counts = results["counts"]
    scales = {name: "{} to {}".format(*question["asked"]["scale"]) for name, question in results["questions"].items()}
    one = next(iter(scales.values())) if len(set(scales.values())) == 1 else ""
    questions = ", ".join(
        phrasing.question_name(name) + ("" if one else f" (on a scale from {scale})") for name, scale in scales.items()
    )
    return (
        f"{_count(counts['raters'], 'rater')} rated {_count(counts['clips'], 'clip')} in "
        f"{_count(counts['conditions'], 'condition')}{f' on a scale from {one}' if one else ''} "
        f"({_count(counts['ratings'], 'rating')} in all), for each of: {questions}."
        f"{_factors(results)} {' '.join(design_text.design_sentences(results))}".rstrip()
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _factors(results: JsonObject) -> str:
    """Say in what the conditions differed by design, besides their motion; plans without factors have no such key."""
    factors = results["plan"]["design"].get("factors")
    return f" By design, conditions also differed in {' and '.join(factors)}." if factors else ""


CONTRAST_MODELS: Final = {
    CONTRAST_SCORES: "scores (the weighted sum of a rater's ratings of a clip) were analysed with a linear mixed model "
    "with random effects of rater and clip",
    CONDITION_MEANS: "a linear mixed model of the condition means was fitted with random effects of rater, clip, rater "
    "by condition and clip by condition, as far as the design allows them, and with variances of their own, the "
    "residual variance too, for each weight of the contrast",
    PAIRED_T_TEST: "no mixed model could be fitted, so a paired t test was made on the raters' means",
    WELCH_T_TEST: "no mixed model could be fitted, so Welch's t test was made on the raters' means",
}


def _model(results: JsonObject) -> str:
    """Describe the models that were fitted, and only those."""
    parts = [_contrast_models(results), _pooled_models(results), _rank_tests(results)]
    return " ".join(part for part in parts if part)


def _contrast_models(results: JsonObject) -> str:
    used = [method for method in CONTRAST_MODELS if any(row["method"] == method for row in results["contrasts"])]
    if not used:
        return ""
    sentences = [f"{CONTRAST_MODELS[method]}{_of_contrasts(results, method, used)}" for method in used]
    methods = "; ".join(sentences)
    df = DF_METHOD_NAMES[results["plan"]["analysis"].get("df_method", "satterthwaite")].partition(",")[0]
    tested = " by restricted maximum likelihood" if {CONTRAST_SCORES, CONDITION_MEANS} & set(used) else ""
    degrees = f"; degrees of freedom are {df}'s" if tested else ""
    return f"Each planned contrast was tested on the ratings of its own conditions{tested}: {methods}{degrees}."


def _of_contrasts(results: JsonObject, method: str, used: list[str]) -> str:
    """Name the contrasts if they were tested by different methods."""
    if len(used) == 1:
        return ""
    rows = [
        f"{row['name']}, {phrasing.question_name(row['question'])}"
        for row in results["contrasts"]
        if row["method"] == method
    ]
    return f" ({'; '.join(rows)})"


def _pooled_models(results: JsonObject) -> str:
    """Describe the model of all conditions, with the terms that are in it."""
    by_terms: dict[tuple[str, ...], list[str]] = {}
    for name, question in results["questions"].items():
        model = question.get("lmm") or {}
        if model.get("components") is not None:
            by_terms.setdefault(tuple(model["terms"]), []).append(phrasing.question_name(name))
    sentences = [
        f"{'For all conditions' if len(by_terms) == 1 else 'For ' + ', '.join(names)} a linear mixed model was fitted "
        f"by restricted maximum likelihood, with condition as fixed effect and {_random_effects(terms)} (Baayen, "
        "Davidson & Bates, 2008; Barr, Levy, Scheepers & Tily, 2013)."
        for terms, names in by_terms.items()
    ]
    return " ".join(sentences)


def _random_effects(terms: tuple[str, ...]) -> str:
    names = [term.replace(":", " by ") for term in terms]
    if not names:
        return "no random effect"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"random effects of {listed}"


def _rank_tests(results: JsonObject) -> str:
    tests = {"friedman": "the Friedman test was", "kruskal_wallis": "Kruskal and Wallis's test was"}
    sentences = []
    for key, text in tests.items():
        made = [
            phrasing.question_name(name)
            for name, row in results["questions"].items()
            if (row.get(key) or {}).get("chi2") is not None
        ]
        where = "" if len(made) == len(results["questions"]) else f" for {', '.join(made)}"
        if made:
            sentences.append(f"In addition, {text} computed on the raters' means{where}.")
    return " ".join(sentences)


def _inference(results: JsonObject) -> str:
    plan, methods = results["plan"]["analysis"], results["methods"]
    if not results["contrasts"]:
        return "No contrast was planned, so all comparisons are exploratory."
    untested = sum(row["difference"] is None for row in results["contrasts"])
    if untested == len(results["contrasts"]):
        return "No planned contrast could be tested, for the reasons given in the results. All pairs are exploratory."
    missing = f" {untested} of {len(results['contrasts'])} planned tests could not be made." if untested else ""
    return (
        f"Planned contrasts were tested at α = {apa.proportion(plan['alpha'])}, adjusted "
        f"({methods['contrast_family']}); equivalence was tested by {methods['equivalence']} (Schuirmann, 1987). "
        f"Intervals are {methods['contrast_interval']}.{missing} All other pairs are exploratory."
    )


def _exclusions(results: JsonObject) -> str:
    excluded = sorted({row["rater"] for row in results["screening"] if row["excluded"]})
    exclusions = (
        f"{_count(len(excluded), 'rater')} {'was' if len(excluded) == 1 else 'were'} excluded by the plan's rules "
        f"({', '.join(excluded)})."
        if excluded
        else "No rater was excluded."
    )
    deviations = "; ".join(results["deviations"])
    return f"{_preregistered(results)}{exclusions} Deviations from the plan: {deviations or 'none'}."


def _preregistered(results: JsonObject) -> str:
    """Say when the plan was sealed, if it was; results of earlier programs have no such key."""
    sealed = results.get("preregistration")
    if not sealed:
        return ""
    return f"The plan was pre-registered and sealed on {sealed_on(sealed)} (SHA-256 {sealed['text_sha256']}). "


def sealed_on(preregistration: JsonObject) -> str:
    """Return the time of a seal in words."""
    moment = datetime.fromisoformat(preregistration["sealed"])
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _program(results: JsonObject) -> str:
    return (
        f"Computed with {results['program']}; plan SHA-256 {results['plan_sha256']}, "
        f"ratings SHA-256 {results['input_sha256']}."
    )
