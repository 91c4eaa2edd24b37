"""A corpus reaches a machine that has none of its files through the store."""

import shutil

import pytest

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.stimuli import corpus_transfer, models
from face.errors import InputError
from training.corpora import corpus as corpora


def test_a_machine_without_the_folder_gets_the_same_corpus(corpus_folder):
    digest = corpora.load_corpus(corpus_folder).digest()
    packed = corpus_transfer.pack_corpus(corpus_folder)
    shutil.rmtree(corpus_folder)
    fetched = corpus_transfer.fetch_corpus(packed, corpus_folder)
    assert fetched != corpus_folder
    assert corpora.load_corpus(fetched).digest() == digest
    assert corpus_transfer.fetch_corpus(packed, corpus_folder) == fetched


def test_a_machine_with_the_folder_uses_it(corpus_folder):
    (corpus_folder / "features").mkdir()
    assert corpus_transfer.fetch_corpus(corpus_transfer.pack_corpus(corpus_folder), corpus_folder) == corpus_folder


def test_a_folder_with_other_content_is_not_used(corpus_folder):
    packed = corpus_transfer.pack_corpus(corpus_folder)
    (corpus_folder / "t1.wav").write_bytes(b"another voice")
    fetched = corpus_transfer.fetch_corpus(packed, corpus_folder)
    assert (fetched / "t1.wav").read_bytes() == b"sound of t1"


def test_the_same_corpus_is_packed_once(corpus_folder):
    assert corpus_transfer.pack_corpus(corpus_folder) == corpus_transfer.pack_corpus(corpus_folder)
    (corpus_folder / "t2.npz").write_bytes(b"other motion")
    packed = corpus_transfer.pack_corpus(corpus_folder)
    assert store.contains(packed)
    assert store.contains(corpus_transfer.corpus_manifest(corpus_folder)["t2.npz"])


def test_a_corpus_missing_from_the_store_is_refused(corpus_folder):
    with pytest.raises(InputError, match="enqueue the training again"):
        corpus_transfer.fetch_corpus("0" * 64, corpus_folder / "nowhere")


@pytest.mark.django_db
def test_a_corpus_of_another_machine_is_found_by_its_name():
    models.Corpus.objects.create(name="c", kind="synthetic", digest="d" * 64, folder="/elsewhere", turns=2)
    assert corpus_transfer.find_packed_corpus("c") == ""
    output = {"digest": "d" * 64, "packed": "e" * 64}
    Job.objects.create(kind="synthetic_corpus", queue="features", spec={}, state=State.DONE, output=output)
    assert corpus_transfer.find_packed_corpus("c") == "e" * 64
    assert corpus_transfer.find_packed_corpus("other") == ""
