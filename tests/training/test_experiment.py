import pytest

from face.errors import InputError
from training.experiment import Experiment, load_experiment


def write(folder, text):
    path = folder / "EXPERIMENT.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_fill_missing_keys(tmp_path):
    result = load_experiment(write(tmp_path, 'corpus = "tones"\nnetwork = "separate-2"\n'))
    assert result == Experiment(corpus=tmp_path / "tones", network="separate-2")


def test_an_absolute_corpus_path_is_unchanged(tmp_path):
    assert load_experiment(write(tmp_path, f'corpus = "{tmp_path}/there"')).corpus == tmp_path / "there"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "corpus: is missing"),
        ('corpus = "a"\nhiden = 3', "hiden: is not a known key; write `hidden`"),
        ('corpus = "a"\nnetwork = "joint-3"', "network: 'joint-3' does not fit"),
        ('corpus = "a"\nepochs = 0', "epochs: 0 does not fit"),
        ('corpus = "a"\nlearning_rate = nan', "learning_rate"),
        ("corpus = ", "not valid TOML"),
    ],
)
def test_errors_name_file_and_key(tmp_path, text, words):
    with pytest.raises(InputError) as error:
        load_experiment(write(tmp_path, text))
    assert "EXPERIMENT.toml" in str(error.value)
    assert words in str(error.value)


def test_every_key_has_a_description():
    assert all(field.description for field in Experiment.model_fields.values())
