"""A corpus goes through the store to a machine that has none of its files."""

import shutil

import pytest

from evalsite import store
from evalsite.stimuli import corpus_transfer
from face.errors import InputError
from training.corpora import corpus as corpora
from training.corpora.corpus import Corpus, Turn


@pytest.fixture
def folder(tmp_path):
    """Give the folder of a corpus of two turns."""
    made = tmp_path / "synthetic"
    made.mkdir()
    turns = []
    for name in ("t1", "t2"):
        (made / f"{name}.wav").write_bytes(b"sound of " + name.encode())
        (made / f"{name}.npz").write_bytes(b"motion of " + name.encode())
        turns.append(Turn(name, "ada", made / f"{name}.wav", made / f"{name}.npz"))
    corpora.save_corpus(Corpus("synthetic", "synthetic", made, tuple(turns)))
    return made


def test_a_machine_without_the_folder_gets_the_same_corpus(folder):
    digest = corpora.load_corpus(folder).digest()
    packed = corpus_transfer.pack_corpus(folder)
    shutil.rmtree(folder)
    fetched = corpus_transfer.fetch_corpus(packed, folder)
    assert fetched != folder
    assert corpora.load_corpus(fetched).digest() == digest
    assert corpus_transfer.fetch_corpus(packed, folder) == fetched


def test_a_machine_with_the_folder_uses_it(folder):
    (folder / "features").mkdir()
    assert corpus_transfer.fetch_corpus(corpus_transfer.pack_corpus(folder), folder) == folder


def test_a_folder_of_the_same_name_that_holds_something_else_is_not_used(folder):
    packed = corpus_transfer.pack_corpus(folder)
    (folder / "t1.wav").write_bytes(b"another voice")
    fetched = corpus_transfer.fetch_corpus(packed, folder)
    assert (fetched / "t1.wav").read_bytes() == b"sound of t1"


def test_the_same_corpus_is_packed_once(folder):
    assert corpus_transfer.pack_corpus(folder) == corpus_transfer.pack_corpus(folder)
    (folder / "t2.npz").write_bytes(b"other motion")
    packed = corpus_transfer.pack_corpus(folder)
    assert store.contains(packed)
    assert store.contains(corpus_transfer.corpus_manifest(folder)["t2.npz"])


def test_a_corpus_that_the_store_lost_is_one_sentence(folder):
    with pytest.raises(InputError, match="enqueue the training again"):
        corpus_transfer.fetch_corpus("0" * 64, folder / "nowhere")
