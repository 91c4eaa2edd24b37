"""Recomputes the main numbers of this bundle with numpy and scipy only; run `python analysis.py` in its folder.

Each line says OK or DIFFERS.

The mixed models use full matrices, after Bates, Mächler, Bolker & Walker (2015), and
Satterthwaite's degrees of freedom with numerical derivatives, after Kuznetsova, Brockhoff & Christensen (2017). A
contrast is tested on the ratings of its own conditions: on the scores of the complete rater × clip blocks, or, where
results.json names a model of condition means, at the variances that it reports.
"""

# ruff: noqa: INP001, T201
import csv
import json
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.stats import t as student

FOLDER = Path(__file__).parent
TOLERANCE = 1e-3
DERIVATIVE_STEPS = (5e-5, 1e-3)
"""Smallest and largest step of the numerical derivatives; between them a quarter of the variance."""
MIN_RATIO = 4 * DERIVATIVE_STEPS[0]
"""Smaller variance ratios count as 0: there, derivatives can't be taken on both sides."""
COMPLETE_SHARE = 0.9
"""Contrast scores need this share of complete rater × clip blocks."""
MAX_PAIRS = 45
"""More pairs would take minutes; the first ones are enough for a check."""
COUNTS = {"OK": 0, "DIFFERS": 0}
TableRow = dict[str, str]
Estimate = tuple[float, float, float]
"""A difference, its standard error and its degrees of freedom."""
FloatArray = NDArray[np.floating[Any]]


def read_table(name: str) -> list[TableRow]:
    """Read a table of the bundle."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Model:
    """Condition means with crossed random effects; the profiled deviance needs cross products only."""

    def __init__(self, rows: list[TableRow], terms: list[str]) -> None:
        y = np.array([float(row["rating"]) for row in rows])
        self.conditions, x = indicators(rows, "condition")
        blocks = [indicators(rows, *term.split(":"))[1] for term in terms]
        z = np.hstack(blocks)
        self.sizes = [block.shape[1] for block in blocks]
        self.degrees = len(y) - x.shape[1]
        self.zz, self.zx, self.zy = z.T @ z, z.T @ x, z.T @ y
        self.xx, self.xy, self.yy = x.T @ x, x.T @ y, y @ y

    def solve(self, ratios: FloatArray) -> tuple[float, FloatArray, FloatArray, float]:
        """Return log determinants, means, their covariance for residual variance 1, and the penalised squares.

        `ratios` are variances over the residual's. Standard deviations would not do: at 0 every slope by them is 0.
        """
        scale = np.repeat(np.sqrt(ratios), self.sizes)
        inner = scale[:, None] * self.zz * scale + np.eye(len(scale))
        solved = cho_solve(cho_factor(inner), scale[:, None] * np.column_stack([self.zx, self.zy]))
        left = (scale[:, None] * self.zx).T
        within = self.xx - left @ solved[:, :-1]
        right = self.xy - left @ solved[:, -1]
        covariance: FloatArray = np.linalg.inv(within)
        squares = self.yy - (scale * self.zy) @ solved[:, -1] - right @ covariance @ right
        determinants = np.linalg.slogdet(inner)[1] + np.linalg.slogdet(within)[1]
        means: FloatArray = covariance @ right
        return float(determinants), means, covariance, float(squares)

    def deviance(self, ratios: FloatArray, sigma2: float | None = None) -> float:
        """Return -2 log restricted likelihood; without a residual variance at the best one."""
        determinants, _, _, squares = self.solve(ratios)
        sigma2 = squares / self.degrees if sigma2 is None else sigma2
        return float(determinants + self.degrees * np.log(2 * np.pi * sigma2) + squares / sigma2)

    def fit(self) -> tuple[FloatArray, float]:
        """Return the variances' ratios and the residual variance."""
        found = minimize(self.deviance, np.full(len(self.sizes), 0.1), bounds=[(0, None)] * len(self.sizes), tol=1e-11)
        ratios: FloatArray = found.x
        return ratios, self.solve(ratios)[3] / self.degrees


def indicators(rows: list[TableRow], *columns: str) -> tuple[list[str], FloatArray]:
    """Return the levels of one column, or of several together, and which row has which."""
    labels = ["\n".join(row[column] for column in columns) for row in rows]
    levels = sorted(set(labels))
    return levels, np.array([[float(label == level) for level in levels] for label in labels])


class Fitted:
    """A model at its best variances, with their covariance from numerical derivatives."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.ratios, sigma2 = model.fit()
        self.inner = self.ratios > MIN_RATIO
        self.place = np.append(self.ratios[self.inner], sigma2)
        self.spread = 2 * np.linalg.inv(hessian(self._deviance, self.place))

    def _ratios(self, at: FloatArray) -> FloatArray:
        full = self.ratios.copy()
        full[self.inner] = at[:-1]
        return full

    def _deviance(self, at: FloatArray) -> float:
        return self.model.deviance(self._ratios(at), float(at[-1]))

    def contrast(self, line: FloatArray) -> Estimate:
        """Return a difference, its standard error and Satterthwaite's degrees of freedom."""

        def variance(at: FloatArray) -> float:
            return float(at[-1] * line @ self.model.solve(self._ratios(at))[2] @ line)

        slope = gradient(variance, self.place, steps(self.place))
        squared = variance(self.place)
        means = self.model.solve(self.ratios)[1]
        return float(line @ means), squared**0.5, float(2 * squared**2 / (slope @ self.spread @ slope))


def steps(at: FloatArray) -> FloatArray:
    """Return a step of the numerical derivatives for each variance, on the diagonal."""
    return np.diag(np.clip(at / 4, *DERIVATIVE_STEPS))


def gradient(function: Callable[[FloatArray], float], at: FloatArray, by: FloatArray) -> FloatArray:
    """Return central differences; `by` holds the steps."""
    return np.array([(function(at + step) - function(at - step)) / (2 * step.sum()) for step in by])


def hessian(function: Callable[[FloatArray], float], at: FloatArray) -> FloatArray:
    """Return central differences of central differences."""
    by = steps(at)
    ahead, behind = [np.array([gradient(function, at + sign * step, by) for step in by]) for sign in (1, -1)]
    second: FloatArray = (ahead - behind) / (2 * by.sum(axis=1, keepdims=True))
    return (second + second.T) / 2


def check(name: str, recomputed: float, reported: float) -> None:
    """Print a number beside the reported one."""
    result = "OK" if abs(recomputed - reported) <= TOLERANCE * max(1.0, abs(reported)) else "DIFFERS"
    COUNTS[result] += 1
    print(f"{result:7} {name}: recomputed {recomputed:.6g}, reported {reported:.6g}")


def check_question(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a question's means and the mixed model of all its conditions."""
    reported = results["questions"][name]
    print(f"\n{name}: {len(rows)} ratings")
    for entry in reported["description"]:
        values = [float(row["rating"]) for row in rows if row["condition"] == entry["condition"]]
        if values:
            check(f"mean of {entry['condition']}", float(np.mean(values)), entry["mean"])
    components = reported["lmm"]["components"]
    if components is None:
        print("        no mixed model of all conditions was reported")
        return
    model = Model(rows, [term for term in components if term != "residual"])
    check("-2 log restricted likelihood", model.deviance(Fitted(model).ratios), reported["lmm"]["reml"])


def check_contrasts(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a question's planned contrasts, each from the ratings of its own conditions."""
    for entry in results["contrasts"]:
        if entry["question"] != name or entry["difference"] is None:
            continue
        weights = {condition: weight for condition, weight in entry["weights"].items() if weight}
        own = [row for row in rows if row["condition"] in weights]
        if "contrast scores" in entry["method"]:
            compare(entry, by_scores(scores(own, weights)), results)
        elif "condition means" in entry["method"]:
            compare(entry, by_means(entry, own, weights), results)
        else:
            compare(entry, by_rater_means(own, weights, paired="paired" in entry["method"]), results)


def check_pairs(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a question's first pairs of conditions, where nearly all raters rated nearly all clips in both."""
    for entry in results["questions"][name]["pairs"][:MAX_PAIRS]:
        weights = {entry["a"]: 1.0, entry["b"]: -1.0}
        own = [row for row in rows if row["condition"] in weights]
        complete = scores(own, weights)
        blocks = {(row["rater"], row["clip"]) for row in own}
        if entry["difference"] is not None and len(complete) >= COMPLETE_SHARE * len(blocks):
            compare(entry | {"name": f"{entry['a']} - {entry['b']}"}, by_scores(complete), results)


def scores(rows: list[TableRow], weights: dict[str, float]) -> list[TableRow]:
    """Return the weighted sum of the ratings of each complete rater × clip block, as ratings of one condition."""
    blocks: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        blocks.setdefault((row["rater"], row["clip"]), []).append(weights[row["condition"]] * float(row["rating"]))
    return [
        {"rater": rater, "clip": clip, "condition": "score", "rating": repr(sum(values))}
        for (rater, clip), values in blocks.items()
        if len(values) == len(weights)
    ]


def by_scores(rows: list[TableRow]) -> Estimate:
    """Return a contrast from its scores: difference + rater + clip + error."""
    terms = [term for term in ("rater", "clip") if 1 < len({row[term] for row in rows}) < len(rows)]
    if terms:
        return Fitted(Model(rows, terms)).contrast(np.ones(1))
    return t_test(np.array([float(row["rating"]) for row in rows]))


def by_means(entry: dict[str, Any], rows: list[TableRow], weights: dict[str, float]) -> Estimate:
    """Return a contrast by generalised least squares at the reported variances, with the reported df."""
    y = np.array([float(row["rating"]) for row in rows])
    conditions, x = indicators(rows, "condition")
    variance = np.zeros((len(y), len(y)))
    for term, value in entry["components"].items():
        kind, _, group = term.partition(" (")
        among = np.array([not group or group[:-1] == label(weights[row["condition"]], weights, group) for row in rows])
        z = np.eye(len(y)) if kind == "residual" else indicators(rows, *kind.split(":"))[1]
        variance += value * (z @ z.T) * np.outer(among, among)
    solved = np.linalg.solve(variance, np.column_stack([x, y]))
    covariance = np.linalg.inv(x.T @ solved[:, :-1])
    line = np.array([weights[condition] for condition in conditions])
    difference = line @ covariance @ x.T @ solved[:, -1]
    return float(difference), float(line @ covariance @ line) ** 0.5, float(entry["df"])


def label(weight: float, weights: dict[str, float], group: str) -> str:
    """Return the names of the conditions that share a weight, in the order in which `group` names them."""
    return ", ".join(sorted((name for name, each in weights.items() if each == weight), key=group.find))


def by_rater_means(rows: list[TableRow], weights: dict[str, float], *, paired: bool) -> Estimate:
    """Return a contrast of rater means: paired, or Welch's between groups of raters."""
    cells: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        cells.setdefault((row["rater"], row["condition"]), []).append(float(row["rating"]))
    means = {cell: float(np.mean(values)) for cell, values in cells.items()}
    raters = sorted({rater for rater, _ in means})
    if paired:
        whole = [rater for rater in raters if all((rater, condition) in means for condition in weights)]
        return t_test(np.array([sum(w * means[rater, c] for c, w in weights.items()) for rater in whole]))
    groups = [np.array([means[rater, c] for rater in raters if (rater, c) in means]) for c in weights]
    line, sizes = np.array(list(weights.values())), np.array([len(each) for each in groups])
    parts = line**2 * np.array([each.var(ddof=1) for each in groups]) / sizes
    difference = float(line @ np.array([each.mean() for each in groups]))
    return difference, float(parts.sum()) ** 0.5, float(parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum())


def t_test(values: FloatArray) -> Estimate:
    """Return the mean of the values, its standard error and degrees of freedom."""
    return float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5), len(values) - 1.0


def compare(entry: dict[str, Any], estimate: Estimate, results: dict[str, Any]) -> None:
    """Print a contrast beside the reported one."""
    difference, error, df = estimate
    check(entry["name"], difference, entry["difference"])
    if results["plan"]["analysis"].get("df_method") == "kenward-roger":
        print("        Kenward and Roger's degrees of freedom and p are recomputed by analysis.R only")
        return
    if "df" in entry:
        check("  degrees of freedom", df, entry["df"])
    check("  p", float(2 * student.sf(abs(difference) / error, df)), entry["p"])


def main() -> None:
    """Recompute every question; exit with status 1 if a number differs."""
    results = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    excluded = {row["rater"] for row in read_table("exclusions.csv") if row["excluded"] == "1"}
    rows = [row for row in read_table("ratings.csv") if row["repeat"] == "0" and row["rater"] not in excluded]
    rows.sort(key=lambda row: row["question"])
    for name, each in groupby(rows, key=lambda row: row["question"]):
        own = list(each)
        check_question(name, own, results)
        check_contrasts(name, own, results)
        check_pairs(name, own, results)
    print(f"\n{COUNTS['OK']} OK, {COUNTS['DIFFERS']} differ")
    sys.exit(COUNTS["DIFFERS"] > 0)


if __name__ == "__main__":
    main()
