import pytest

from face.errors import InputError
from synthesis import checkpoint
from synthesis.card import read_card
from tests.training import sample_data
from training.experiment import Experiment
from training.pipeline import evaluate_checkpoint, train


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return sample_data.tone_corpus(tmp_path_factory.mktemp("tones"))


def experiment(corpus, **options) -> Experiment:
    return Experiment(corpus=corpus.folder, hidden=8, epochs=2, **options)


def test_a_checkpoint_records_its_provenance(corpus, tmp_path):
    calls = []
    card = train(experiment(corpus), tmp_path / "c.safetensors", progress=lambda share, _: calls.append(share))
    assert (card.corpus, card.corpus_kind, card.corpus_sha256) == ("tones", "tones", corpus.digest())
    assert (card.reference, card.scores.turns) == ("ann", len(corpus.split(1).test))
    assert calls == sorted(calls)
    assert calls[-1] == 1
    assert read_card(tmp_path / "c.safetensors") == card
    assert checkpoint.load(tmp_path / "c.safetensors").card == card


def test_training_is_deterministic(corpus, tmp_path):
    for name in ("a", "b"):
        train(experiment(corpus), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_evaluation_reproduces_the_scores_on_the_card(corpus, tmp_path):
    card = train(experiment(corpus, network="separate-2"), tmp_path / "c")
    assert evaluate_checkpoint(tmp_path / "c", corpus.folder) == card.scores


def test_evaluation_on_another_corpus_is_refused(corpus, tmp_path):
    train(experiment(corpus), tmp_path / "c")
    (tmp_path / "other").mkdir()
    other = sample_data.tone_corpus(tmp_path / "other", turns=5)
    with pytest.raises(InputError, match="was trained on another corpus"):
        evaluate_checkpoint(tmp_path / "c", other.folder)


def test_an_unknown_reference_speaker_is_refused_before_training(corpus, tmp_path):
    with pytest.raises(InputError, match="no speaker 'eve', only ann"):
        train(experiment(corpus, reference="eve"), tmp_path / "c")
    assert not list(tmp_path.iterdir())


def test_too_few_turns_are_refused(tmp_path):
    few = sample_data.tone_corpus(tmp_path, turns=2)
    with pytest.raises(InputError, match="too few turns"):
        train(experiment(few), tmp_path / "c")
