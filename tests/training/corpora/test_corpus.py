"""Corpora on disk: reading, refusing, splitting."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.errors import InputError
from training.corpora import corpus
from training.corpora.corpus import Corpus, Turn


def corpus_of(folder: Path, speakers: list[str]) -> Corpus:
    turns = tuple(
        Turn(f"t{number}", speaker, folder / f"t{number}.wav", folder / f"t{number}.npz")
        for number, speaker in enumerate(speakers)
    )
    return Corpus("small", "test", folder, turns)


@pytest.fixture
def small(tmp_path) -> Corpus:
    saved = corpus_of(tmp_path, ["ann", "bob", "ann"])
    for turn in saved.turns:
        turn.wav.write_bytes(turn.name.encode())
        turn.motion.write_bytes(turn.name.encode())
    corpus.save_corpus(saved)
    return saved


def test_save_load_round_trip(small):
    assert corpus.load_corpus(small.folder) == small


def test_the_digest_does_not_depend_on_the_folder(small, tmp_path):
    moved = small.folder.rename(tmp_path.parent / f"{tmp_path.name}-moved")
    assert corpus.load_corpus(moved).digest() == corpus_of(moved, ["ann", "bob", "ann"]).digest()


@pytest.mark.parametrize("file", ["t0.wav", "t2.npz"])
def test_the_digest_depends_on_every_byte(small, file):
    before = small.digest()
    (small.folder / file).write_bytes(b"other")
    assert small.digest() != before


def test_the_digest_depends_on_the_speaker(small):
    assert corpus_of(small.folder, ["ann", "ann", "ann"]).digest() != small.digest()


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=60), st.integers(0, 100))
def test_each_turn_is_in_one_part_of_the_split(speakers, seed):
    saved = corpus_of(Path(), speakers)
    parts = saved.split(seed)
    names = [turn.name for part in parts for turn in part]
    assert sorted(names) == sorted(turn.name for turn in saved.turns)
    assert parts == saved.split(seed)


@given(st.integers(3, 40), st.integers(3, 40), st.integers(0, 100))
def test_every_speaker_is_in_every_part(first, second, seed):
    saved = corpus_of(Path(), ["ann"] * first + ["bob"] * second)
    assert all({turn.speaker for turn in part} == {"ann", "bob"} for part in saved.split(seed))


def test_the_parts_are_60_20_20(small):
    parts = corpus_of(small.folder, ["a", "b", "c", "d"] * 30).split(1)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (72, 24, 24)


def test_another_seed_gives_another_split(small):
    saved = corpus_of(small.folder, ["a"] * 30)
    assert saved.split(1) != saved.split(2)


def test_a_folder_without_a_corpus_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no corpus"):
        corpus.load_corpus(tmp_path)
    with pytest.raises(InputError, match="holds no corpus"):
        corpus.load_corpus(tmp_path / "none")


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', b"\xff\xfe", "[" * 5000])
def test_a_malformed_index_is_refused(small, text):
    path = small.folder / corpus.INDEX_FILE
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=r"corpus\.json"):
        corpus.load_corpus(small.folder)


def change(small: Corpus, **values) -> None:
    path = small.folder / corpus.INDEX_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"turns": []}, "must list turns"),
        ({"turns": [{"name": "a", "speaker": "b", "wav": "t0.wav"}]}, r"turns\[1\]\.motion: is missing"),
        (
            {"turns": [{"name": "a", "speaker": "b", "wav": "t0.wav", "motion": "t0.npz"}] * 2},
            "a different name",
        ),
        ({"turns": [{"name": "a", "speaker": "b", "wav": "no.wav", "motion": "t0.npz"}]}, "lists no.wav, which is"),
        ({"turns": [{"name": "a", "speaker": "b", "wav": "../t0.wav", "motion": "t0.npz"}]}, r"turns\[1\]\.wav"),
        ({"turns": [{"name": "a", "speaker": "b", "wav": "w" * 5000, "motion": "t0.npz"}]}, r"turns\[1\]\.wav"),
        ({"schema_version": 2}, "schema_version"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_invalid_index_is_refused(small, values, words):
    change(small, **values)
    with pytest.raises(InputError, match=words):
        corpus.load_corpus(small.folder)
