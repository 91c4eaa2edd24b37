"""The synthetic corpus: deterministic, human in size, and what it says about itself."""

import numpy as np
import pytest

from face import npz_file
from face.errors import InputError
from face.motion import MarkerMotion
from face.regions import MARKERS
from synthesis import recording
from training.corpora import corpus, espeak, synthetic

AT = {name: index for index, name in enumerate(MARKERS)}
SHARED, SEPARATE = {"turns": 8, "seed": 3, "noise": 0.0}, {"turns": 8, "seed": 3, "noise": 0.0, "shared": False}


@pytest.fixture(scope="module")
def shared_corpus(tmp_path_factory):
    return synthetic.generate_corpus(tmp_path_factory.mktemp("shared"), **SHARED)


@pytest.fixture(scope="module")
def separate_corpus(tmp_path_factory):
    return synthetic.generate_corpus(tmp_path_factory.mktemp("separate_corpus"), **SEPARATE)


def motions(generated) -> list[MarkerMotion]:
    return [npz_file.load(MarkerMotion, turn.motion) for turn in generated.turns]


def lips(motion: MarkerMotion) -> np.ndarray:
    """Return how far the lips are apart, in mm, above the face at rest."""
    apart = motion.positions[:, AT["Mou3"], 1] - motion.positions[:, AT["Mou7"], 1]
    return apart - (motion.neutral[AT["Mou3"], 1] - motion.neutral[AT["Mou7"], 1])


def synthesize_turns(turns: int) -> list[espeak.Speech]:
    plans = [synthetic.plan_turn(index, 3.0, synthetic.SPEAKERS[index % 4], 3) for index in range(turns)]
    return list(espeak.synthesize_speech([plan.request for plan in plans]))


def frames_of(speech: espeak.Speech, symbols: str) -> list[slice]:
    result = [p for p in speech.phonemes if p.symbol and p.symbol[0] in symbols]
    return [slice(round((p.start + synthetic.LEAD) * 120), round((p.end + synthetic.LEAD) * 120) + 1) for p in result]


def test_the_same_arguments_give_the_same_bytes(shared_corpus, tmp_path):
    again = synthetic.generate_corpus(tmp_path, **SHARED)
    assert again.digest() == shared_corpus.digest()
    assert [file.name for file in sorted(tmp_path.iterdir())] == [
        f.name for f in sorted(shared_corpus.folder.iterdir())
    ]


def test_another_seed_gives_another_corpus(shared_corpus, tmp_path):
    assert (
        synthetic.generate_corpus(tmp_path, turns=2, seed=4).digest()
        != synthetic.generate_corpus(tmp_path, turns=2, seed=5).digest()
    )


def test_the_corpus_is_marked_as_synthetic(shared_corpus):
    again = corpus.load_corpus(shared_corpus.folder)
    assert again == shared_corpus
    assert (again.kind, again.name) == ("synthetic", "synthetic")
    assert all(turn.name.startswith("synthetic_") for turn in again.turns)


def test_sound_and_motion_are_equally_long(shared_corpus):
    for turn, motion in zip(shared_corpus.turns, motions(shared_corpus), strict=True):
        assert motion.rate == 120.0
        assert len(motion) == -(-len(recording.read(turn.wav)) // 200)
        assert 1 < recording.duration(turn.wav) < 6


def test_durations_are_close_to_the_request(tmp_path):
    long = synthetic.generate_corpus(tmp_path, turns=4, seconds=9)
    assert np.mean([recording.duration(turn.wav) for turn in long.turns]) == pytest.approx(9, rel=0.25)


def test_lips_close_in_every_bilabial_and_open_in_between(shared_corpus):
    for speech, motion in zip(synthesize_turns(8), motions(shared_corpus), strict=True):
        assert all(lips(motion)[frames].min() < 0.3 for frames in frames_of(speech, "pbm"))
        assert lips(motion).max() > 3


def test_the_jaw_opens_on_open_vowels(shared_corpus):
    drops = [
        (motion.neutral[AT["CH2"], 1] - motion.positions[frames, AT["CH2"], 1]).max()
        for speech, motion in zip(synthesize_turns(8), motions(shared_corpus), strict=True)
        for frames in frames_of(speech, "æɑa")
    ]
    assert 5 < np.median(drops) < 12
    assert max(drops) < 15


def test_motion_is_of_human_size_and_speed(shared_corpus):
    for motion in motions(shared_corpus):
        way = motion.positions - motion.neutral
        assert np.abs(way).max() < 15
        assert -3.5 < way[:, AT["LBRO2"], 1].min() < way[:, AT["LBRO2"], 1].max() < 6
        assert np.abs(way[:, AT["Mou5"], 0]).max() < 7
        assert np.linalg.norm(np.diff(motion.positions, axis=0), axis=2).max() * 120 < 350


def test_motion_has_no_jitter(tmp_path):
    for motion in motions(synthetic.generate_corpus(tmp_path, turns=3, noise=0.3)):
        power = np.abs(np.fft.rfft(motion.positions - motion.positions.mean(axis=0), axis=0)) ** 2
        hertz = np.fft.rfftfreq(len(motion), 1 / 120)
        assert power[hertz > 25].sum() < 0.01 * power.sum()


def test_without_noise_the_face_is_symmetric(shared_corpus):
    motion = motions(shared_corpus)[0].positions
    for left, right in (("Mou5", "Mou1"), ("LBRO2", "RBRO2"), ("LC5", "RC5"), ("CH3", "CH1")):
        np.testing.assert_allclose(motion[:, AT[left]], motion[:, AT[right]] * [-1, 1, 1], atol=1e-4)


def test_the_face_rests_before_and_after_speech(shared_corpus):
    for motion in motions(shared_corpus):
        assert np.abs(motion.positions[[0, -1]] - motion.neutral).max() < 0.8


def test_noise_has_the_requested_size(tmp_path):
    still, noisy = (synthetic.generate_corpus(tmp_path / str(noise), turns=4, noise=noise) for noise in (0.0, 0.5))
    added = [b.positions - a.positions for a, b in zip(motions(still), motions(noisy), strict=True)]
    assert np.concatenate(added).std() == pytest.approx(0.5, rel=0.05)


def across_regions(generated) -> float:
    """Return the correlation of brows and upper cheeks, which only factors move together."""
    moved = np.concatenate([motion.positions - motion.neutral for motion in motions(generated)])
    return float(np.corrcoef(moved[:, AT["LBRO2"], 1], moved[:, AT["LC7"], 1])[0, 1])


def test_the_shared_factor_correlates_regions_unless_disabled(shared_corpus, separate_corpus):
    assert across_regions(shared_corpus) > 0.7
    assert abs(across_regions(separate_corpus)) < 0.4


def test_factors_have_equal_variance_shared_or_not(shared_corpus, separate_corpus):
    brows = [
        np.concatenate([m.positions[:, AT["LBRO2"], 1] - m.neutral[AT["LBRO2"], 1] for m in motions(c)])
        for c in (shared_corpus, separate_corpus)
    ]
    assert brows[0].std() == pytest.approx(brows[1].std(), rel=0.2)


def test_speakers_differ_and_take_turns(shared_corpus):
    assert [turn.speaker for turn in shared_corpus.turns] == ["ada", "ben", "cleo", "dan"] * 2
    assert len({motion.neutral.tobytes() for motion in motions(shared_corpus)}) == 4


def test_progress_rises_to_1(tmp_path):
    shares: list[float] = []
    synthetic.generate_corpus(tmp_path, turns=3, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"turns": 0},
        {"seconds": 0.0},
        {"seconds": float("nan")},
        {"speakers": 0},
        {"speakers": 9},
        {"noise": -1.0},
        {"noise": float("nan")},
    ],
)
def test_options_out_of_range_are_refused(tmp_path, wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        synthetic.generate_corpus(tmp_path / "new", **wrong)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't be written"):
        synthetic.generate_corpus(tmp_path / "file", turns=1)
