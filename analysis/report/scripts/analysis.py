"""Recomputes the main numbers of this bundle with numpy and scipy only; run `python analysis.py` in its folder.

The mixed models use full matrices, after Bates, Mächler, Bolker & Walker (2015), and
Satterthwaite's degrees of freedom with numerical derivatives, after Kuznetsova, Brockhoff & Christensen (2017). A
contrast is tested on the ratings of its own conditions: on the scores of the complete rater × clip blocks, or, where
results.json names a model of condition means, at the variances that it reports.
"""

# ruff: noqa: INP001, T201
import csv
import json
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
DERIVATIVE_STEP = 1e-3
"""Step of the numerical derivatives."""
MIN_RATIO = 2 * DERIVATIVE_STEP
"""Smaller variance ratios count as 0: there, derivatives can't be taken on both sides."""
TableRow = dict[str, str]
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

    def contrast(self, line: FloatArray) -> tuple[float, float, float]:
        """Return a difference, its standard error and Satterthwaite's degrees of freedom."""

        def variance(at: FloatArray) -> float:
            return float(at[-1] * line @ self.model.solve(self._ratios(at))[2] @ line)

        slope = gradient(variance, self.place)
        squared = variance(self.place)
        means = self.model.solve(self.ratios)[1]
        return float(line @ means), squared**0.5, float(2 * squared**2 / (slope @ self.spread @ slope))


def gradient(function: Callable[[FloatArray], float], at: FloatArray) -> FloatArray:
    """Return central differences."""
    steps = np.eye(len(at)) * DERIVATIVE_STEP
    return np.array([(function(at + step) - function(at - step)) / (2 * DERIVATIVE_STEP) for step in steps])


def hessian(function: Callable[[FloatArray], float], at: FloatArray) -> FloatArray:
    """Return central differences of central differences."""
    steps = np.eye(len(at)) * DERIVATIVE_STEP
    ahead, behind = [np.array([gradient(function, at + sign * step) for step in steps]) for sign in (1, -1)]
    second: FloatArray = (ahead - behind) / (2 * DERIVATIVE_STEP)
    return second


def check(name: str, recomputed: float, reported: float) -> None:
    """Print a number beside the reported one."""
    close = abs(recomputed - reported) <= TOLERANCE * max(1.0, abs(reported))
    print(f"{'same   ' if close else 'DIFFERS'} {name}: recomputed {recomputed:.6g}, reported {reported:.6g}")


def question(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a question's means and the mixed model of all its conditions."""
    reported = results["questions"][name]
    print(f"\n{name}: {len(rows)} ratings")
    for entry in reported["description"]:
        values = [float(row["rating"]) for row in rows if row["condition"] == entry["condition"]]
        if values:
            check(f"mean of {entry['condition']}", float(np.mean(values)), entry["mean"])
    components = reported["lmm"]["components"]
    if components is None:
        print("the mixed model of all conditions could not be fitted")
        return
    model = Model(rows, [term for term in components if term != "residual"])
    fitted = Fitted(model)
    check("-2 log restricted likelihood", model.deviance(fitted.ratios), reported["lmm"]["reml"])


def contrasts(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a question's planned contrasts, each from the ratings of its own conditions."""
    for entry in results["contrasts"]:
        if entry["question"] != name or entry["difference"] is None or not entry["components"]:
            continue
        weights = {condition: weight for condition, weight in entry["weights"].items() if weight}
        own = [row for row in rows if row["condition"] in weights]
        if "contrast scores" in entry["method"]:
            of_scores(entry, scores(own, weights))
        else:
            of_means(entry, own, weights)


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


def of_scores(entry: dict[str, Any], rows: list[TableRow]) -> None:
    """Recompute a contrast from its scores."""
    terms = [term for term in entry["components"] if term != "residual"]
    if terms:
        compare(entry, *Fitted(Model(rows, terms)).contrast(np.ones(1)))
        return
    values = np.array([float(row["rating"]) for row in rows])
    compare(entry, float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5), len(values) - 1.0)


def of_means(entry: dict[str, Any], rows: list[TableRow], weights: dict[str, float]) -> None:
    """Recompute a contrast by generalised least squares at the reported variances, with the reported df."""
    y = np.array([float(row["rating"]) for row in rows])
    conditions, x = indicators(rows, "condition")
    variance = np.zeros((len(y), len(y)))
    for term, value in entry["components"].items():
        kind, _, group = term.partition(" (")
        among = np.array([not group or row["condition"] in group[:-1].split(", ") for row in rows])
        z = np.eye(len(y)) if kind == "residual" else indicators(rows, *kind.split(":"))[1]
        variance += value * (z @ z.T) * np.outer(among, among)
    solved = np.linalg.solve(variance, np.column_stack([x, y]))
    covariance = np.linalg.inv(x.T @ solved[:, :-1])
    line = np.array([weights[condition] for condition in conditions])
    difference = line @ covariance @ x.T @ solved[:, -1]
    compare(entry, float(difference), float(line @ covariance @ line) ** 0.5, entry["df"])


def compare(entry: dict[str, Any], difference: float, error: float, df: float) -> None:
    """Print a contrast beside the reported one."""
    check(entry["name"], difference, entry["difference"])
    check("  degrees of freedom", df, entry["df"])
    check("  p", float(2 * student.sf(abs(difference) / error, df)), entry["p"])


def main() -> None:
    """Recompute every question."""
    results = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    excluded = {row["rater"] for row in read_table("exclusions.csv") if row["excluded"] == "1"}
    rows = [row for row in read_table("ratings.csv") if row["repeat"] == "0" and row["rater"] not in excluded]
    rows.sort(key=lambda row: row["question"])
    for name, each in groupby(rows, key=lambda row: row["question"]):
        own = list(each)
        question(name, own, results)
        contrasts(name, own, results)


if __name__ == "__main__":
    main()
