import json

from tests.command_line import run_package
from tests.training import sample_data


def run(*arguments):
    return run_package("training", *arguments)


def test_parameters_command_prints_six_counts():
    rows = json.loads(run("parameters", "--json").stdout)
    counts = {(row["network"], row["hidden"]): row["parameters"] for row in rows}
    assert counts == {
        ("joint-1", 512): 4_362_890,
        ("joint-1", 1024): 17_114_250,
        ("separate-1", 512): 12_805_770,
        ("separate-1", 1024): 50_777_226,
        ("joint-2", 512): 23_249_546,
        ("separate-2", 512): 31_692_426,
    }


def test_an_experiment_is_trained_and_scored_again(tmp_path):
    (tmp_path / "tones").mkdir()
    sample_data.tone_corpus(tmp_path / "tones")
    (tmp_path / "e.toml").write_text('corpus = "tones"\nhidden = 8\nepochs = 1\n')
    trained = run("train", tmp_path / "e.toml", "--out", tmp_path / "c.safetensors")
    assert trained.returncode == 0, trained.stderr
    assert "mean trajectory" in trained.stdout
    scores = json.loads(run("evaluate", tmp_path / "c.safetensors", tmp_path / "tones", "--json").stdout)
    assert scores["turns"] == 1


def test_an_invalid_experiment_is_one_sentence(tmp_path):
    (tmp_path / "e.toml").write_text('corpus = "tones"\nnetwrk = "joint-1"\n')
    done = run("train", tmp_path / "e.toml", "--out", tmp_path / "c.safetensors")
    assert done.returncode == 2
    assert "netwrk: is not a known key; write `network`" in done.stderr
    assert "Traceback" not in done.stderr
