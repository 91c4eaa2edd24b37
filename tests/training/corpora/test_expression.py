"""Factors in the voice: heard, of equal size, shared or not; and smooth random motion."""

import numpy as np
import pytest

from training.corpora import curves, expression


def voice(pitch: np.ndarray, loudness: np.ndarray) -> np.ndarray:
    """Return a buzz whose pitch (Hz) and loudness follow curves at 24 kHz."""
    phase = 2 * np.pi * np.cumsum(pitch) / 24_000
    return (0.2 * loudness * sum(np.sin(k * phase) / k for k in range(1, 8))).astype(np.float32)


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    times = np.arange(4 * 24_000) / 24_000
    return voice(150 + 40 * np.sin(2 * np.pi * 0.7 * times), 0.6 + 0.3 * np.cos(2 * np.pi * 0.5 * times))


def factors(speech, *, shared: bool, seed: int = 1) -> np.ndarray:
    return expression.expressive_factors(speech, 480, shared=shared, random=np.random.default_rng(seed))


def test_a_shared_factor_is_the_same_for_all_regions(speech):
    result = factors(speech, shared=True)
    assert result.shape == (480, 3)
    assert (result == result[:, :1]).all()


def test_audible_factors_are_uncorrelated_between_regions(speech):
    many = [factors(speech, shared=False, seed=seed) for seed in range(40)]
    heard = np.corrcoef(np.mean(many, axis=0).T)
    assert np.abs(heard - np.eye(3)).max() < 0.25


@pytest.mark.parametrize("shared", [True, False])
def test_the_audible_share_is_70_percent(speech, shared):
    many = np.array([factors(speech, shared=shared, seed=seed) for seed in range(60)])
    assert many.var(axis=(0, 1)) == pytest.approx(1, abs=0.15)
    assert many.mean(axis=0).var(axis=0) == pytest.approx(1 - expression.INAUDIBLE_SHARE, abs=0.15)


def test_the_first_factor_is_slow_pitch(speech):
    mean = np.mean([factors(speech, shared=False, seed=seed)[:, 0] for seed in range(40)], axis=0)
    assert np.corrcoef(mean, np.sin(2 * np.pi * 0.7 * np.arange(480) / 120))[0, 1] > 0.9


def test_factors_are_slow(speech):
    power = np.abs(np.fft.rfft(factors(speech, shared=True)[:, 0])) ** 2
    assert power[np.fft.rfftfreq(480, 1 / 120) > 5].sum() < 0.02 * power.sum()


def test_smooth_noise_has_unit_variance_up_to_the_edges():
    result = curves.smooth_noise((60, 4000), 8.0, np.random.default_rng(1))
    np.testing.assert_allclose(result.std(axis=1), 1, atol=0.06)


def test_smoothing_keeps_a_constant():
    np.testing.assert_allclose(curves.gaussian_smooth(np.full((50, 2), 3.0), 4.0), 3.0)
