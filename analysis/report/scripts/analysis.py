"""Recomputes the main numbers of this bundle with numpy and scipy only; run `python analysis.py` in its folder.

The mixed model uses full matrices, after Bates, Mächler, Bolker & Walker (2015), and
Satterthwaite's degrees of freedom with numerical derivatives, after Kuznetsova, Brockhoff & Christensen (2017).
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


def region(name: str, rows: list[TableRow], results: dict[str, Any]) -> None:
    """Recompute a region's means, its mixed model and its planned contrasts."""
    reported = results["regions"][name]
    print(f"\n{name}: {len(rows)} ratings")
    for entry in reported["description"]:
        values = [float(row["rating"]) for row in rows if row["condition"] == entry["condition"]]
        if values:
            check(f"mean of {entry['condition']}", float(np.mean(values)), entry["mean"])
    components = reported["lmm"]["components"]
    if components is None:
        print("the mixed model could not be fitted")
        return
    model = Model(rows, [term for term in components if term != "residual"])
    fitted = Fitted(model)
    check("-2 log restricted likelihood", model.deviance(fitted.ratios), reported["lmm"]["reml"])
    for entry in results["contrasts"]:
        if entry["region"] == name and entry["difference"] is not None:
            line = np.array([entry["weights"].get(condition, 0.0) for condition in model.conditions])
            compare(entry, *fitted.contrast(line))


def compare(entry: dict[str, Any], difference: float, error: float, df: float) -> None:
    """Print a contrast beside the reported one."""
    check(entry["name"], difference, entry["difference"])
    check("  degrees of freedom", df, entry["df"])
    check("  p", float(2 * student.sf(abs(difference) / error, df)), entry["p"])


def main() -> None:
    """Recompute every region."""
    results = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    excluded = {row["rater"] for row in read_table("exclusions.csv") if row["excluded"] == "1"}
    rows = [row for row in read_table("ratings.csv") if row["repeat"] == "0" and row["rater"] not in excluded]
    rows.sort(key=lambda row: row["region"])
    for name, each in groupby(rows, key=lambda row: row["region"]):
        region(name, list(each), results)


if __name__ == "__main__":
    main()
