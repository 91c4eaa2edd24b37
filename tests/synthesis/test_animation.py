import numpy as np
import pytest

from face import fap_file
from face.errors import InputError
from synthesis import animation
from synthesis.animation import animate, predict
from synthesis.features import FEATURE_NAMES, Features
from synthesis.retargeting import retarget
from tests.synthesis import cards, faces


def features(frames: int, seed: int = 0) -> Features:
    return Features(np.random.default_rng(seed).normal(5, 3, (frames, 44)).astype(np.float32), FEATURE_NAMES, "none")


def test_each_frame_of_features_moves_all_markers():
    motion = animate(features(50), cards.checkpoint())
    assert (motion.positions.shape, motion.rate, motion.valid.all()) == ((50, 46, 3), 120.0, True)
    np.testing.assert_array_equal(motion.neutral, faces.neutral())


def test_a_named_speaker_moves_in_the_speakers_scale():
    ann, bob = (animate(features(50), cards.checkpoint(), speaker=name) for name in ("ann", "bob"))
    np.testing.assert_allclose(ann.positions - ann.neutral, bob.positions - bob.neutral, atol=1e-4)
    np.testing.assert_allclose(bob.neutral, faces.neutral() * 1.1, rtol=1e-6)


def test_an_unknown_voice_is_standardized_by_its_own_statistics():
    plain = features(80)
    louder = Features(plain.values * 3 + 40, FEATURE_NAMES, "none")
    first, second = (animate(each, cards.checkpoint()).positions for each in (plain, louder))
    np.testing.assert_allclose(first, second, atol=1e-3)


def test_a_known_voice_is_standardized_by_its_training_statistics():
    given = features(80)
    known = animate(given, cards.checkpoint(), voice="ann").positions
    speaker = cards.speaker()
    np.testing.assert_array_equal(
        known,
        speaker.restore_positions(predict(cards.checkpoint().network, speaker.standardize_features(given.values))),
    )


def test_an_unknown_speaker_is_refused():
    with pytest.raises(InputError, match="no speaker 'eve'; choose one of ann, bob"):
        animate(features(50), cards.checkpoint(), speaker="eve")


def test_constant_features_give_finite_positions():
    still = Features(np.zeros((30, 44), np.float32), FEATURE_NAMES, "none")
    assert np.isfinite(animate(still, cards.checkpoint()).positions).all()


def test_windowed_prediction_equals_prediction_at_once(monkeypatch):
    heard = features(400).values
    whole = predict(cards.checkpoint().network, heard)
    monkeypatch.setattr(animation, "WINDOW", 100)
    monkeypatch.setattr(animation, "CONTEXT", 60)
    np.testing.assert_allclose(predict(cards.checkpoint().network, heard), whole, atol=1e-3)


def test_animated_faps_survive_a_fap_file(tmp_path):
    faps = retarget(animate(features(240), cards.checkpoint()), seed=1)
    fap_file.write(faps, tmp_path / "a.fap")
    read = fap_file.read(tmp_path / "a.fap")
    np.testing.assert_array_equal(read.motion.values, faps.values.round())
    assert not read.notes
