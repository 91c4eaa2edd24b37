"""Dominance functions: targets are reached, neighbours shine through, the mouth rests in silence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.corpora.coarticulation import mouth_trajectories
from training.corpora.espeak import Phoneme
from training.corpora.phonemes import CHANNELS, GESTURES, PAUSE, phoneme_gestures

TIMES = np.arange(240) / 120
OPENING, WIDTH = CHANNELS.index("opening"), CHANNELS.index("width")


def speak(symbols: list[str], each: float = 0.12) -> tuple[list[Phoneme], np.ndarray]:
    phonemes = [Phoneme(symbol, 0.5 + i * each, 0.5 + (i + 1) * each) for i, symbol in enumerate(symbols)]
    return phonemes, mouth_trajectories(phonemes, TIMES, 120.0)


def middle(phoneme: Phoneme) -> int:
    return round((phoneme.start + phoneme.end) / 2 * 120)


def test_a_long_sound_reaches_its_targets():
    phonemes, mouth = speak(["ɑ"], 0.8)
    np.testing.assert_allclose(mouth[middle(phonemes[0])], GESTURES["ɑ"].target, atol=0.5)


def test_silence_gives_the_rest_position():
    _, mouth = speak(["ɑ"])
    np.testing.assert_allclose(mouth[[0, -1]], [PAUSE.target] * 2, atol=0.05)


def test_a_vowel_affects_an_adjacent_consonant():
    (_, h, _), spread = speak(["i", "h", "i"])
    _, rounded = speak(["u", "h", "u"])
    assert spread[middle(h), WIDTH] > 1
    assert rounded[middle(h), WIDTH] < -1


def test_bilabials_close_between_open_vowels():
    (_, p, _), mouth = speak(["ɑ", "p", "ɑ"], 0.08)
    assert mouth[middle(p), OPENING] < 0
    assert mouth[:, OPENING].max() > 4


def test_a_diphthong_is_a_sequence_of_its_vowels():
    assert phoneme_gestures("aɪ") == (GESTURES["a"], GESTURES["ɪ"])
    assert phoneme_gestures("ɑːɹ") == (GESTURES["ɑ"], GESTURES["ɹ"])
    assert phoneme_gestures("") == phoneme_gestures("ː") == (PAUSE,)


@given(st.lists(st.sampled_from(sorted(GESTURES)), min_size=1, max_size=8), st.floats(0.02, 0.15))
def test_the_mouth_stays_within_the_targets(symbols, each):
    _, mouth = speak(symbols, each)
    targets = np.array([PAUSE.target, *(GESTURES[symbol].target for symbol in symbols)])
    assert (mouth >= targets.min(axis=0) - 1e-9).all()
    assert (mouth <= targets.max(axis=0) + 1e-9).all()
