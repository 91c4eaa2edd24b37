"""Objective scores beside ratings."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from analysis.objective_correlations import ScoredStimulus, correlate_scores, match_scores
from analysis.objective_scores import ObjectiveScore, scores_from_results
from analysis.pipeline import analyse
from analysis.rating_simulation import StandardDeviations, simulate_ratings
from analysis.ratings import Ratings

RATINGS = simulate_ratings({"a": 0, "b": 1, "c": 2}, raters=8, clips=6, seed=4, deviations=StandardDeviations(clip=1.0))
CHANCE = np.random.default_rng(2)


def simulated_scores(*, noise: float, sign: float = 1.0, conditions: str = "bc") -> list[ObjectiveScore]:
    """Return scores that follow the mean ratings."""
    result = []
    for k, clip in enumerate(RATINGS.clips):
        for condition in conditions:
            own = (RATINGS.clip == k) & (RATINGS.condition == RATINGS.conditions.index(condition))
            value = sign * RATINGS.rating[own].mean() + CHANCE.normal(0, noise)
            result.append(ObjectiveScore(clip, condition, "overall", "ccc", float(value)))
    return result


def test_means_and_scores_are_matched_by_stimulus() -> None:
    rows = match_scores(RATINGS, simulated_scores(noise=0))
    assert len(rows) == 12
    assert all(row.scores["ccc"] == pytest.approx(row.mean) and row.n == 8 for row in rows)


def test_spearman_correlation_with_bonett_wright_interval() -> None:
    rows = match_scores(RATINGS, simulated_scores(noise=0.8))
    (result,) = correlate_scores(rows, alpha=0.05, seed=1)
    rho = spearmanr([row.scores["ccc"] for row in rows], [row.mean for row in rows]).statistic
    assert result.rho == pytest.approx(rho)
    margin = 1.959964 * np.sqrt((1 + rho**2 / 2) / 9)
    assert [result.ci_low, result.ci_high] == pytest.approx(
        np.tanh(np.arctanh(rho) + np.array([-margin, margin])), abs=1e-6
    )
    assert -1 <= (result.boot_low or -9) < rho < (result.boot_high or -9) <= 1


def test_bootstrap_ranks_repeated_clips_as_ties() -> None:
    from analysis.objective_correlations import weighted_spearman  # noqa: PLC0415

    values = CHANCE.normal(size=(6, 2))
    times = np.array([2, 0, 1, 3, 1, 1])
    again = np.repeat(values, times, axis=0)
    expected = spearmanr(again[:, 0], again[:, 1]).statistic
    assert weighted_spearman(values, times[None].astype(float))[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "rows",
    [
        [ScoredStimulus("k", c, 3, 5.0 + n, {"m": 1.0}) for n, c in enumerate("abcde")],
        [ScoredStimulus("k", c, 3, 5.0, {"m": float(n)}) for n, c in enumerate("abcde")],
        [ScoredStimulus("k", "a", 3, 5.0, {"m": 1.0})],
    ],
    ids=["scores alike", "ratings alike", "one stimulus"],
)
def test_constant_values_give_no_correlation(rows: list[ScoredStimulus]) -> None:
    (result,) = correlate_scores(rows, alpha=0.05, seed=1)
    assert (result.rho, result.ci_low, result.boot_low) == (None, None, None)
    assert "4 stimuli" in str(result.reason)


def test_a_perfect_order_has_no_fisher_interval() -> None:
    (result,) = correlate_scores(match_scores(RATINGS, simulated_scores(noise=0, sign=-1)), alpha=0.05, seed=1)
    assert (result.rho, result.ci_low) == (pytest.approx(-1), None)
    assert result.boot_low == pytest.approx(-1)


def test_scores_survive_results_json() -> None:
    scores = simulated_scores(noise=0.5)
    result = json.loads(analyse(RATINGS, objective=scores).to_json())
    assert sorted(scores_from_results(result)) == sorted(scores)
    assert result["questions"]["overall"]["objective_correlations"][0]["n"] == 12
    stray = [
        *scores,
        ObjectiveScore("nowhere", "a", "overall", "ccc", 1.0),
        ObjectiveScore("clip 00", "a", "other", "ccc", 1.0),
    ]
    assert "2 of 14 objective scores belong to nothing that was rated" in analyse(RATINGS, objective=stray).warnings


def test_identical_raters_are_allowed(table: Callable[..., Ratings]) -> None:
    constant_ratings = table(3, 5, "ab", lambda i, k, c: 5)
    scores = [ObjectiveScore(f"k{k}", c, "upper", "m", k + (c == "a")) for k in range(5) for c in "ab"]
    (result,) = analyse(constant_ratings, objective=scores).questions["upper"].objective_correlations
    assert result.reason


def test_excluded_raters_are_left_out_of_the_means() -> None:
    loud = replace(RATINGS, rating=np.where(RATINGS.rater == 0, 10.0, RATINGS.rating))
    result = (
        analyse(loud, failed={"rater 000": "gold"}, objective=simulated_scores(noise=0.1))
        .questions["overall"]
        .objective
    )
    assert {row.n for row in result} == {7}
