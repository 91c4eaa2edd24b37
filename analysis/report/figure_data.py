"""What each figure shows, as rows: they are drawn by `figures` and lie as CSV beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.report import words

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


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
        {"region": words.region_name(name)} | {key: row[key] for key in keys}
        for name, region in results["regions"].items()
        for row in region["description"]
        if row["mean"] is not None
    ]


def _means(results: Row) -> Rows:
    return _described(results, ("condition", "n", "mean", "ci_low", "ci_high"))


def _histogram(results: Row) -> Rows:
    low, high = results["plan"]["design"]["scale"]
    return [{"low": low, "high": high} | row for row in _described(results, ("condition", "n", "histogram"))]


def _verdicts(results: Row) -> Rows:
    keys = ("a", "b", "difference", "p_holm", "tost_p", "verdict")
    return [
        {"region": words.region_name(name)} | {key: row.get(key) for key in keys}
        for name, region in results["regions"].items()
        for row in region["pairs"]
    ]


def _forest(results: Row) -> Rows:
    bound = results["plan"]["analysis"]["equivalence_bound"]
    keys = ("name", "difference", "ci_low", "ci_high", "p_adjusted", "tost_p_adjusted", "verdict")
    return [
        {"region": words.region_name(row["region"]), "bound": bound} | {key: row[key] for key in keys}
        for row in results["contrasts"]
        if row["difference"] is not None
    ]


def _variances(results: Row) -> Rows:
    return [
        {"region": words.region_name(name), "term": term, "variance": variance, "share": variance / total}
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
        {"region": words.region_name(name)}
        | {key: row[key] for key in ("rater", "bias", "inconsistency")}
        | {"noticed": row["rater"] in noticed, "excluded": row["rater"] in left_out}
        for name, region in results["regions"].items()
        for row in region.get("raters") or []
        if row.get("bias") is not None and row.get("inconsistency") is not None
    ]


FIGURES: Final[dict[str, tuple[str, Callable[[Row], Rows]]]] = {
    "contrasts": ("Planned contrasts with their intervals, on the band of differences that do not matter", _forest),
    "means": ("Mean rating of each condition with its interval", _means),
    "histogram": ("How often each step of the scale was chosen, centred on the middle of the scale", _histogram),
    "verdicts": ("Difference of each pair of conditions (row − column) and its verdict, exploratory", _verdicts),
    "variances": ("What the ratings vary by: shares of the mixed model's variance", _variances),
    "raters": (
        "Each rater's bias (points above the others) and inconsistency (spread of what remains); named: a rule noticed",
        _raters,
    ),
}
