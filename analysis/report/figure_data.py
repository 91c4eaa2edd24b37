"""What each figure shows, as rows: they are drawn by `figures` and lie as CSV beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from analysis.power.power_analysis import StudySize, TargetEffect, estimate_power, variances_from_components
from analysis.report import phrasing

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]

TWO: Final = 1.96
RATERS: Final = (5, 10, 15, 20, 30, 40, 60, 80, 100)


@dataclass(frozen=True)
class Content:
    """A figure before it is drawn: what it is called, says and shows."""

    name: str
    caption: str
    rows: Rows


def contents(results: Row, order: Sequence[str]) -> list[Content]:
    """Return the figures that the results allow, conditions in the given order."""
    made = [Content(name, caption, _ordered(rows(results), order)) for name, (caption, rows) in FIGURES.items()]
    return [content for content in made if content.rows]


def conditions(results: Row) -> list[str]:
    """Return the conditions that were rated, in the order of the results."""
    return list(
        dict.fromkeys(row["condition"] for region in results["regions"].values() for row in region["description"])
    )


def _ordered(rows: Rows, order: Sequence[str]) -> Rows:
    place = {name: number for number, name in enumerate(order)}
    regions = list(dict.fromkeys(row["region"] for row in rows))

    def rank(row: dict[str, Any]) -> tuple[int, ...]:
        names = [row[key] for key in ("condition", "a", "b") if key in row]
        return (regions.index(row["region"]), *(place.get(name, 0) for name in names))

    return sorted((_turned(row, place) for row in rows), key=rank)


def _turned(row: dict[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    """Return a pair with the earlier condition first, so that every figure lists conditions alike."""
    if "a" not in row or place.get(row["a"], 0) <= place.get(row["b"], 0):
        return row
    difference = None if row["difference"] is None else -row["difference"]
    return row | {"a": row["b"], "b": row["a"], "difference": difference}


def _described(results: Row, keys: Sequence[str]) -> Rows:
    return [
        {"region": phrasing.region_name(name)} | {key: row[key] for key in keys}
        for name, region in results["regions"].items()
        for row in region["description"]
        if row["mean"] is not None
    ]


def _means(results: Row, mean: str = "mean", low: str = "ci_low", high: str = "ci_high") -> Rows:
    """Return means with one kind of interval, and the raters' means."""
    dots: dict[tuple[str, str], list[float]] = {}
    for name, region in results["regions"].items():
        for row in region.get("rater_means") or []:
            dots.setdefault((phrasing.region_name(name), row["condition"]), []).append(row["mean"])
    return [
        {key: row[key] for key in ("region", "condition", "n")}
        | {"mean": row[mean], "ci_low": row[low], "ci_high": row[high]}
        | {"rater_means": dots.get((row["region"], row["condition"]), [])}
        for row in _described(results, ("condition", "n", mean, low, high))
        if row[mean] is not None and row[low] is not None
    ]


def _histogram(results: Row) -> Rows:
    low, high = results["plan"]["design"]["scale"]
    return [{"low": low, "high": high} | row for row in _described(results, ("condition", "n", "histogram"))]


def _verdicts(results: Row) -> Rows:
    keys = ("a", "b", "difference", "p_holm", "tost_p", "verdict")
    return [
        {"region": phrasing.region_name(name)} | {key: row.get(key) for key in keys}
        for name, region in results["regions"].items()
        for row in region["pairs"]
    ]


def _forest(results: Row, low: str = "ci_low", high: str = "ci_high") -> Rows:
    bound = results["plan"]["analysis"]["equivalence_bound"]
    keys = ("name", "difference", "p_adjusted", "tost_p_adjusted", "verdict")
    return [
        {"region": phrasing.region_name(row["region"]), "bound": bound, "ci_low": row[low], "ci_high": row[high]}
        | {key: row[key] for key in keys}
        for row in results["contrasts"]
        if row["difference"] is not None
    ]


def _variances(results: Row) -> Rows:
    return [
        {"region": phrasing.region_name(name), "term": term, "variance": variance, "share": variance / total}
        for name, region in results["regions"].items()
        for parts in [(region.get("lmm") or {}).get("components") or {}]
        for total in [sum(parts.values())]
        for term, variance in parts.items()
        if total > 0
    ]


def _raters(results: Row) -> Rows:
    left_out = {row["rater"] for row in results["screening"] if row["excluded"]}
    noticed = {row["rater"] for row in results["screening"]}
    return [
        {"region": phrasing.region_name(name)}
        | {key: row[key] for key in ("rater", "bias", "inconsistency")}
        | {"noticed": row["rater"] in noticed, "excluded": row["rater"] in left_out}
        for name, region in results["regions"].items()
        for row in region.get("raters") or []
        if row.get("bias") is not None and row.get("inconsistency") is not None
    ]


def _random(results: Row, term: str) -> Rows:
    """Return the effects of one term, the largest first."""
    return [
        {"region": phrasing.region_name(name), "name": " · ".join(filter(None, (row["level"], row["condition"])))}
        | {"effect": row["effect"], "low": row["effect"] - margin, "high": row["effect"] + margin}
        for name, region in results["regions"].items()
        for row in sorted(region.get("random_effects") or [], key=lambda row: -row["effect"])
        if row["term"] == term
        for margin in [TWO * row["error"]]
    ]


def _rater_pairs(results: Row) -> Rows:
    return [
        {"region": phrasing.region_name(name)} | dict(row)
        for name, region in results["regions"].items()
        for row in region.get("rater_pairs") or []
    ]


def _objective(results: Row) -> Rows:
    return [
        {"region": phrasing.region_name(name), "measure": measure, "score": score}
        | {key: row[key] for key in ("clip", "condition", "n", "mean")}
        for name, region in results["regions"].items()
        for row in region.get("objective") or []
        for measure, score in row["scores"].items()
    ]


def _power(results: Row) -> Rows:
    """Return the power to find a difference as large as the equivalence bound, by raters and clips."""
    plan, counts = results["plan"]["analysis"], results["counts"]
    question = TargetEffect(plan["equivalence_bound"], 2.0, plan["alpha"], plan["equivalence_bound"])
    return [
        {"region": phrasing.region_name(name), "clips": clips, "raters": raters}
        | {"power": estimate_power(size, variances_from_components(parts), question, 0.0).power}
        | {"asis": (raters, clips) == (counts["raters"], counts["clips"])}
        for name, region in results["regions"].items()
        for parts in [(region.get("lmm") or {}).get("components")]
        if parts and parts["residual"] > 0 and counts["conditions"] > 1
        for clips in dict.fromkeys((counts["clips"], 2 * counts["clips"], 4 * counts["clips"]))
        for raters in sorted({*RATERS, counts["raters"]})
        for size in [StudySize(raters, clips, counts["conditions"], clips * counts["conditions"])]
        if raters > 1
    ]


FIGURES: Final[dict[str, tuple[str, Callable[[Row], Rows]]]] = {
    "contrasts": ("Planned contrasts with their intervals, on the band of differences that do not matter", _forest),
    "contrasts-adjusted": (
        "The same with intervals that hold together over the family (Bonferroni)",
        partial(_forest, low="ci_low_adjusted", high="ci_high_adjusted"),
    ),
    "means": ("Mean rating of each condition with its interval, which takes these clips as given", _means),
    "means-model": (
        "Mean rating of each condition by the mixed model, with an interval for other clips and raters",
        partial(_means, mean="model_mean", low="model_low", high="model_high"),
    ),
    "means-bootstrap": (
        "Mean rating of each condition, with the interval of drawing raters and clips anew",
        partial(_means, low="boot_low", high="boot_high"),
    ),
    "histogram": ("How often each step of the scale was chosen, centred on the middle of the scale", _histogram),
    "verdicts": ("Difference of each pair of conditions (row − column) and its verdict, exploratory", _verdicts),
    "objective": ("Mean rating of each stimulus over what measures say of it", _objective),
    "variances": ("What the ratings vary by: shares of the mixed model's variance", _variances),
    "clips": (
        "How each clip is rated in all conditions, as the mixed model predicts it",
        partial(_random, term="clip"),
    ),
    "clips-by-condition": (
        "How conditions suit clips, as the mixed model predicts it",
        partial(_random, term="clip:condition"),
    ),
    "rater-effects": ("How high each rater rates, as the mixed model predicts it", partial(_random, term="rater")),
    "raters": (
        "Each rater's bias (points above the others) and inconsistency (spread of what remains); named: a rule noticed",
        _raters,
    ),
    "rater-correlations": ("How each two raters go together, whoever goes best with the rest first", _rater_pairs),
    "power": (
        "Power of such studies to find a difference as large as the equivalence bound (dot: this one)",
        _power,
    ),
}
