"""The data of each figure as rows: `figures` draws them, and the bundle holds them as CSV beside the images."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from analysis.json_types import JsonObject
from analysis.power.power_analysis import StudySize, TargetEffect, estimate_power
from analysis.power.variances import variances_from_components
from analysis.report import phrasing

Rows = list[dict[str, Any]]

Z_95: Final = 1.96
LABEL_KEYS: Final = ("name", "condition", "a", "b", "level")
"""The columns whose names label the lines of a figure."""
POWER_RATER_COUNTS: Final = (5, 10, 15, 20, 30, 40, 60, 80, 100)


@dataclass(frozen=True)
class FigureData:
    """A figure before it is drawn: its name, caption and rows."""

    name: str
    caption: str
    rows: Rows


def figure_data(results: JsonObject, order: Sequence[str]) -> list[FigureData]:
    """Return the figures for which the results have data, with the conditions in the given order."""
    scales = {phrasing.question_name(name): each["asked"]["scale"] for name, each in results["questions"].items()}
    data = {name: (caption, _ordered(rows(results), order)) for name, (caption, rows) in FIGURES.items()}
    return [
        FigureData(name, caption, [row | _scale_columns(*scales[row["question"]]) for row in rows])
        for name, (caption, rows) in data.items()
        if rows
    ]


def _scale_columns(low: int, high: int) -> dict[str, Any]:
    return {"scale_low": low, "scale_high": high}


def label_names(rows: Rows) -> list[str]:
    """Return the names of conditions, contrasts, clips and raters that label a figure."""
    return list(dict.fromkeys(row[key] for key in LABEL_KEYS for row in rows if key in row))


def _ordered(rows: Rows, order: Sequence[str]) -> Rows:
    position = {name: number for number, name in enumerate(order)}
    questions = list(dict.fromkeys(row["question"] for row in rows))

    def rank(row: dict[str, Any]) -> tuple[int, ...]:
        names = [row[key] for key in ("condition", "a", "b") if key in row]
        return (questions.index(row["question"]), *(position.get(name, 0) for name in names))

    return sorted((_in_given_direction(row, position) for row in rows), key=rank)


def _in_given_direction(row: dict[str, Any], position: Mapping[str, int]) -> dict[str, Any]:
    """Return a pair with the condition first that comes first in the order, its difference turned accordingly."""
    if "a" not in row or position.get(row["a"], 0) <= position.get(row["b"], 0):
        return row
    difference = None if row["difference"] is None else -row["difference"]
    return row | {"a": row["b"], "b": row["a"], "difference": difference}


def _description_rows(results: JsonObject, keys: Sequence[str]) -> Rows:
    return [
        {"question": phrasing.question_name(name)} | {key: row[key] for key in keys}
        for name, question in results["questions"].items()
        for row in question["description"]
        if row["mean"] is not None
    ]


def _mean_rows(results: JsonObject, mean: str = "mean", low: str = "ci_low", high: str = "ci_high") -> Rows:
    """Return means with one kind of interval, and the raters' means."""
    rater_means: dict[tuple[str, str], list[float]] = {}
    for name, question in results["questions"].items():
        for row in question.get("rater_means") or []:
            rater_means.setdefault((phrasing.question_name(name), row["condition"]), []).append(row["mean"])
    return [
        {key: row[key] for key in ("question", "condition", "n")}
        | {"mean": row[mean], "ci_low": row[low], "ci_high": row[high]}
        | {"rater_means": rater_means.get((row["question"], row["condition"]), [])}
        for row in _description_rows(results, ("condition", "n", mean, low, high))
        if row[mean] is not None and row[low] is not None
    ]


def _histogram_rows(results: JsonObject) -> Rows:
    return _description_rows(results, ("condition", "n", "histogram"))


def _verdict_rows(results: JsonObject) -> Rows:
    keys = ("a", "b", "difference", "p_holm", "tost_p", "verdict")
    return [
        {"question": phrasing.question_name(name)} | {key: row.get(key) for key in keys}
        for name, question in results["questions"].items()
        for row in question["pairs"]
    ]


def _contrast_rows(results: JsonObject, low: str = "ci_low", high: str = "ci_high") -> Rows:
    keys = ("name", "difference", "p_adjusted", "tost_p_adjusted", "verdict")
    return [
        {"question": phrasing.question_name(row["question"]), "bound": row["equivalence_bound"]}
        | {"ci_low": row[low], "ci_high": row[high]}
        | {key: row[key] for key in keys}
        for row in results["contrasts"]
        if row["difference"] is not None
    ]


def _variance_rows(results: JsonObject) -> Rows:
    return [
        {"question": phrasing.question_name(name), "term": term, "variance": variance, "share": variance / total}
        for name, question in results["questions"].items()
        for parts in [(question.get("lmm") or {}).get("components") or {}]
        for total in [sum(parts.values())]
        for term, variance in parts.items()
        if total > 0
    ]


def _rater_rows(results: JsonObject) -> Rows:
    excluded = {row["rater"] for row in results["screening"] if row["excluded"]}
    flagged = {row["rater"] for row in results["screening"]}
    return [
        {"question": phrasing.question_name(name)}
        | {key: row[key] for key in ("rater", "bias", "inconsistency")}
        | {"flagged": row["rater"] in flagged, "excluded": row["rater"] in excluded}
        for name, question in results["questions"].items()
        for row in question.get("raters") or []
        if row.get("bias") is not None and row.get("inconsistency") is not None
    ]


def _random_effect_rows(results: JsonObject, term: str) -> Rows:
    """Return the predicted effects of one random term, in each condition the largest first."""
    return [
        {"question": phrasing.question_name(name), "level": row["level"], "condition": row["condition"] or ""}
        | {"effect": row["effect"], "low": row["effect"] - margin, "high": row["effect"] + margin}
        for name, question in results["questions"].items()
        for row in sorted(question.get("random_effects") or [], key=lambda row: -row["effect"])
        if row["term"] == term
        for margin in [Z_95 * row["error"]]
    ]


def _rater_pair_rows(results: JsonObject) -> Rows:
    return [
        {"question": phrasing.question_name(name)} | dict(row)
        for name, question in results["questions"].items()
        for row in question.get("rater_pairs") or []
    ]


def _objective_rows(results: JsonObject) -> Rows:
    return [
        {"question": phrasing.question_name(name), "measure": measure, "score": score}
        | {key: row[key] for key in ("clip", "condition", "n", "mean")}
        for name, question in results["questions"].items()
        for row in question.get("objective") or []
        for measure, score in row["scores"].items()
    ]


def _power_rows(results: JsonObject) -> Rows:
    """Return the power to find a difference as large as the question's equivalence bound, by raters and clips."""
    alpha, counts = results["plan"]["analysis"]["alpha"] / _tests_in_family(results), results["counts"]
    return [
        {"question": phrasing.question_name(name), "clips": clips, "raters": raters}
        | {"power": estimate_power(size, variances_from_components(parts), target, 0.0).power}
        | {"this_study": (raters, clips) == (counts["raters"], counts["clips"])}
        for name, question in results["questions"].items()
        for parts in [(question.get("lmm") or {}).get("components")]
        for target in [_bound_as_target(question["asked"]["equivalence_bound"], alpha)]
        if parts and parts["residual"] > 0 and counts["conditions"] > 1
        for clips in dict.fromkeys((counts["clips"], 2 * counts["clips"], 4 * counts["clips"]))
        for raters in sorted({*POWER_RATER_COUNTS, counts["raters"]})
        for size in [StudySize(raters, clips, counts["conditions"], clips * counts["conditions"])]
        if raters > 1
    ]


def _tests_in_family(results: JsonObject) -> int:
    """Return by how much alpha is divided for one planned test, as for its verdict."""
    plan, tests = results["plan"]["analysis"], len(results["contrasts"])
    if plan["adjust"] != "holm" or plan["family"] == "none":
        return 1
    return max(tests if plan["family"] == "all" else tests // max(len(results["questions"]), 1), 1)


def _bound_as_target(bound: float, alpha: float) -> TargetEffect:
    return TargetEffect(bound, (1.0, -1.0), alpha, bound)


FIGURES: Final[dict[str, tuple[str, Callable[[JsonObject], Rows]]]] = {
    "contrasts": ("Planned contrasts with unadjusted intervals; the band marks equivalence", _contrast_rows),
    "contrasts-adjusted": (
        "Planned contrasts with simultaneous intervals (Bonferroni); the band marks equivalence",
        partial(_contrast_rows, low="ci_low_adjusted", high="ci_high_adjusted"),
    ),
    "means": ("Mean rating of each condition, with intervals that hold for these clips", _mean_rows),
    "means-model": (
        "Mean rating of each condition by the mixed model, with intervals that generalise to other clips",
        partial(_mean_rows, mean="model_mean", low="model_low", high="model_high"),
    ),
    "means-bootstrap": (
        "Mean rating of each condition, with bootstrap intervals over raters and clips",
        partial(_mean_rows, low="boot_low", high="boot_high"),
    ),
    "histogram": ("Distribution of the ratings, centred on the middle of the scale", _histogram_rows),
    "verdicts": ("Difference of each pair of conditions (row − column) with its verdict, exploratory", _verdict_rows),
    "objective": ("Mean rating of each stimulus against its objective measures", _objective_rows),
    "variances": ("Variance components of the mixed model, as shares of the total variance", _variance_rows),
    "clips": (
        "Predicted effect of each clip over all conditions (mixed model)",
        partial(_random_effect_rows, term="clip"),
    ),
    "clips-by-condition": (
        "Predicted effect of each clip in each condition (mixed model)",
        partial(_random_effect_rows, term="clip:condition"),
    ),
    "rater-effects": ("Predicted effect of each rater (mixed model)", partial(_random_effect_rows, term="rater")),
    "raters": (
        "Bias and inconsistency of each rater, in points (ITU-T P.913); raters flagged by a rule are named",
        _rater_rows,
    ),
    "rater-correlations": ("Correlation of each pair of raters, sorted by their mean correlation", _rater_pair_rows),
    "power": (
        "Power of a planned test to find a difference as large as the equivalence bound (dot: this study)",
        _power_rows,
    ),
}
