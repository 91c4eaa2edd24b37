"""Which test keeps its level? `python -m bench.calibration` writes `docs/explanation/which-test-keeps-5-percent.md`.

Studies without any difference between conditions are simulated, and each test looks for one.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.special import fdtrc, stdtr

from analysis.classical.rm_anova import rm_anova
from analysis.power.study_simulation import draw_ratings, pool_mean_squares, score_precision
from analysis.power.variances import VarianceComponents
from face.arrays import Float64Array

PAGE = Path(__file__).parents[1] / "docs/explanation/which-test-keeps-5-percent.md"
RATERS, CLIPS, CONDITIONS = 20, 10, 5
SCENARIOS = {
    "neither": VarianceComponents(0.0, 0.0, 2.25),
    "raters": VarianceComponents(0.25, 0.0, 2.25),
    "raters and clips": VarianceComponents(0.25, 0.16, 2.25),
}


def one_way_anova(y: Float64Array) -> Float64Array:
    """One-way analysis of variance of all ratings."""
    flat = y.reshape(len(y), -1, y.shape[3])
    return np.asarray(stats.f_oneway(*np.moveaxis(flat, 2, 0), axis=1).pvalue)


def wilcoxon_of_ratings(y: Float64Array) -> Float64Array:
    """Wilcoxon's test of two conditions on pairs of ratings."""
    difference = (y[..., 0] - y[..., 1]).reshape(len(y), -1)
    return np.array([stats.wilcoxon(each[each != 0], correction=True, method="approx").pvalue for each in difference])


def friedman_of_rater_means(y: Float64Array) -> Float64Array:
    """Friedman's test on rater means."""
    return np.array([stats.friedmanchisquare(*each.T).pvalue for each in y.mean(axis=2)])


def rm_anova_of_rater_means(y: Float64Array) -> Float64Array:
    """Repeated-measures analysis of variance on rater means, Greenhouse-Geisser."""
    return np.array([rm_anova(each).p_gg for each in y.mean(axis=2)])


def paired_t_of_rater_means(y: Float64Array) -> Float64Array:
    """Paired t test of two conditions on rater means."""
    means = y.mean(axis=2)
    return np.asarray(stats.ttest_rel(means[..., 0], means[..., 1], axis=1).pvalue)


def intercepts_model(y: Float64Array) -> Float64Array:
    """Mixed model with rater and clip intercepts: everything else is residual."""
    _, r, k, c = y.shape
    residual = y - y.mean(axis=(1, 2), keepdims=True)
    residual = residual - residual.mean(axis=(2, 3), keepdims=True) - residual.mean(axis=(1, 3), keepdims=True)
    df = c * (r * k - 1) - (r - 1) - (k - 1)
    mean_square = (residual**2).sum(axis=(1, 2, 3)) / df
    return np.asarray(fdtrc(c - 1, df, _variance_of_condition_means(y) / (mean_square / (r * k))))


def maximal_model(y: Float64Array) -> Float64Array:
    """Mixed model with all four terms, omnibus."""
    v, df = condition_precision(y)
    return np.asarray(fdtrc(y.shape[3] - 1, df, _variance_of_condition_means(y) / v))


def maximal_model_contrast(y: Float64Array) -> Float64Array:
    """Fit the contrast's own mixed model to its scores."""
    scores = y[..., 0] - y[..., 1]
    v, df = score_precision(scores)
    return np.asarray(2 * stdtr(df, -np.abs(scores.mean(axis=(1, 2))) / np.sqrt(v)))


def condition_precision(ratings: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the variance of a condition's mean as far as it bears on contrasts, and its degrees of freedom.

    `ratings` is `(studies, raters, clips, conditions)`, complete; both results `(studies,)`.
    """
    _, r, k, c = ratings.shape
    centred = ratings - ratings.mean(axis=(1, 2), keepdims=True)
    by_rater, by_clip = centred.mean(axis=2, keepdims=True), centred.mean(axis=1, keepdims=True)
    degrees = np.array([(r - 1) * (c - 1), (k - 1) * (c - 1), c * (k - 1) * (r - 1)], dtype=float)
    squares = np.stack(
        [
            k * ((by_rater - by_rater.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            r * ((by_clip - by_clip.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            ((centred - by_rater - by_clip) ** 2).sum(axis=(1, 2, 3)),
        ],
        axis=1,
    )
    return pool_mean_squares(squares, degrees, r * k)


def _variance_of_condition_means(y: Float64Array) -> Float64Array:
    return np.asarray(y.mean(axis=(1, 2)).var(axis=1, ddof=1))


TESTS: dict[str, Callable[[Float64Array], Float64Array]] = {
    "one-way ANOVA of all ratings": one_way_anova,
    "Wilcoxon on pairs of ratings (two conditions)": wilcoxon_of_ratings,
    "paired t on rater means (two conditions)": paired_t_of_rater_means,
    "Friedman on rater means": friedman_of_rater_means,
    "repeated-measures ANOVA on rater means (Greenhouse-Geisser)": rm_anova_of_rater_means,
    "mixed model, rater and clip intercepts only": intercepts_model,
    "**mixed model, all four terms (ours), omnibus**": maximal_model,
    "**mixed model, all four terms (ours), two conditions**": maximal_model_contrast,
}


def rejection_rates(studies: int, seed: int = 1) -> dict[str, dict[str, float]]:
    """Return, for each test and scenario, the share of null studies with p < .05."""
    rates: dict[str, dict[str, float]] = {name: {} for name in TESTS}
    for scenario, variances in SCENARIOS.items():
        y = draw_ratings(
            np.random.default_rng(seed), (studies, RATERS, CLIPS), variances, np.full(CONDITIONS, 5.5), (1, 10)
        )
        for name, test in TESTS.items():
            rates[name][scenario] = float((test(y) < 0.05).mean())
    return rates


def format_page(rates: dict[str, dict[str, float]], studies: int) -> str:
    """Return the docs page with the table."""
    error = 100 * np.sqrt(0.05 * 0.95 / studies)
    rows = ["| " + name + " | " + " | ".join(f"{100 * share:.1f} %" for share in shares.values()) + " |"
            for name, shares in rates.items()]  # fmt: skip
    return TEMPLATE.format(studies=studies, error=error, rows="\n".join(rows))


TEMPLATE = """# Which test keeps its 5 % level?

A test at the 5 % level promises that, if conditions do not differ, it reports a difference in 5 of 100 studies. The
table shows {studies} simulated studies per column without any difference (20 raters × 10 clips × 5 conditions, every
rater sees every video, ratings rounded to 1 to 10; standard deviations in points: raters 1.2, clips 0.5, residual 1.5).
In the second column raters also differ in how they judge the conditions (0.5), in the third clips do too (0.4). The
standard error of a rate of 5 % is about {error:.1f} points. Written by `python -m bench.calibration`.

| rejections at 5 % | neither | raters differ by condition | raters and clips differ by condition |
|---|---|---|---|
{rows}

The third column is the usual case: one network does better on one recording, another network on another. Tests that
average over the clips only answer for these ten clips. Tests that treat all ratings as independent, or that only have
intercepts for raters and clips, find nonexistent differences far too often. The model with rater, clip,
rater:condition and clip:condition effects asks whether the difference would also appear with other raters and other
clips. That is the question of a paper about a method. Contrasts keep these effects, in a model of their own conditions
([false alarms by design](../measured/contrasts.md)).

For complete ratings this model is fitted in closed form here; `tests/analysis/power/test_study_simulation.py` shows
that the closed form and the fitted model agree, including variances of zero.

Further reading: Barr, Levy, Scheepers & Tily, Journal of Memory and Language 68 (2013); Judd, Westfall & Kenny,
Journal of Personality and Social Psychology 103 (2012); Luke, Behavior Research Methods 49 (2017).
"""


def main() -> None:
    """Simulate and write the page."""
    studies = 2000
    PAGE.write_text(format_page(rejection_rates(studies), studies), encoding="utf-8")
    print(f"written: {PAGE}")  # noqa: T201


if __name__ == "__main__":
    main()
