"""Speech from text: the same each time, with phonemes where they are heard."""

import numpy as np
import pytest

from face.errors import InputError
from training.corpora import espeak, synthetic
from training.corpora.espeak import SpeechRequest, synthesize_speech
from training.corpora.phonemes import GESTURES
from training.corpora.sentences import CLAUSES, SECONDS_PER_CLAUSE, random_sentence

SILENT_LETTERS = set("ː:ʲ̩")


def test_speech_does_not_depend_on_earlier_requests():
    request = SpeechRequest("Bob moved my thumb.", "en-us+f2")
    alone, after = (
        next(iter(synthesize_speech([request]))),
        list(synthesize_speech([SpeechRequest("Quite another thing.", "en-us"), request]))[1],
    )
    np.testing.assert_array_equal(alone.samples, after.samples)
    assert alone.phonemes == after.phonemes


def test_phonemes_are_consecutive_and_match_the_text():
    speech = next(synthesize_speech([SpeechRequest("Pam bought tea.", "en-us")]))
    assert "".join(phoneme.symbol for phoneme in speech.phonemes).startswith("pæmb")
    times = [time for phoneme in speech.phonemes for time in (phoneme.start, phoneme.end)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(len(speech.samples) / 24_000, abs=0.01)


def test_phoneme_times_match_the_sound():
    speech = next(synthesize_speech([SpeechRequest("sap", "en-us")]))
    vowel = next(phoneme for phoneme in speech.phonemes if phoneme.symbol == "æ")
    first, last = int(vowel.start * 24_000), int(vowel.end * 24_000)
    outside = np.concatenate([speech.samples[:first], speech.samples[last:]])
    assert np.std(speech.samples[first:last]) > 2.5 * np.std(outside)


def test_pitch_range_and_volume_change_the_sound():
    low, high = synthesize_speech(
        [SpeechRequest("Say it.", "en-us", pitch=20), SpeechRequest("Say it.", "en-us", pitch=80)]
    )
    assert len(low.samples) != 0
    assert not np.array_equal(low.samples[:4000], high.samples[:4000])
    soft, loud = synthesize_speech(
        [SpeechRequest("Say it.", "en-us", volume=30), SpeechRequest("Say it.", "en-us", volume=100)]
    )
    assert soft.samples.std() < 0.6 * loud.samples.std()


def test_an_unknown_voice_is_refused():
    with pytest.raises(InputError, match="no voice 'en-nowhere'"):
        list(synthesize_speech([SpeechRequest("Hello.", "en-nowhere")]))


def test_without_espeak_the_error_names_the_extra(monkeypatch):
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"facestudy\[synthetic\]"):
        list(synthesize_speech([SpeechRequest("Hello.", "en-us")]))


def test_every_speaker_works_and_every_phoneme_has_a_gesture():
    requests = [SpeechRequest(", ".join(CLAUSES), speaker.voice) for speaker in synthetic.SPEAKERS]
    for speech in synthesize_speech(requests):
        letters = {letter for phoneme in speech.phonemes for letter in phoneme.symbol}
        assert letters - SILENT_LETTERS <= set(GESTURES)
        assert len(letters) > 30


def test_sentences_differ_and_have_the_requested_length():
    random = np.random.default_rng(1)
    assert len({random_sentence(3.0, random) for _ in range(200)}) > 190
    assert random_sentence(0.1, random).count(", and ") == 0
    clauses = [random_sentence(6.0, random).count(", and ") + 1 for _ in range(200)]
    assert np.mean(clauses) * SECONDS_PER_CLAUSE == pytest.approx(6.0, rel=0.05)
    assert len(set(CLAUSES)) == len(CLAUSES)
