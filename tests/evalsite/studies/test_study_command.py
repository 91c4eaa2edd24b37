"""manage.py study, from a preset to a closed study."""

import pytest
from django.core.management import call_command

from evalsite.stimuli.models import Checkpoint, Recording, Stimulus
from evalsite.studies.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number in range(7):
        Recording.objects.create(name=f"planted/{number}", sound=f"{number}" * 64, motion="m" * 64, seconds=3.0)
    for name in ("separate-1", "joint-1"):
        Checkpoint.objects.create(name=name, digest=name, card={})
    return tmp_path


def test_from_nothing_to_closed(folder, capsys):
    call_command("study", "new", "mine")
    call_command("study", "check", "mine.toml")
    call_command("study", "create", "mine.toml")
    Stimulus.objects.update(video="f" * 64, seconds=3.0)
    call_command("study", "open", "mine")
    call_command("study", "close", "mine")
    call_command("study", "list")
    said = capsys.readouterr().out
    assert "6 clips" in said
    assert "18 videos" in said
    assert "/s/mine/" in said
    assert Study.objects.get().state == "closed"
    assert Study.objects.get().source == (folder / "mine.toml").read_text()


WRONG = [
    (("check", "none.toml"), "does not exist"),
    (("new", "mine"), "can't be written"),
    (("open", "nobody"), "there is no study 'nobody'"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_mistakes_are_one_sentence_and_exit_code_2(folder, capsys, words, sentence):
    (folder / "mine.toml").write_text("")
    with pytest.raises(SystemExit) as stopped:
        call_command("study", *words)
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_without_recordings_there_is_nothing_to_show(folder, capsys):
    Recording.objects.update(motion="")
    with pytest.raises(SystemExit):
        call_command("study", "new", "mine")
    assert "--recordings" in capsys.readouterr().err
    assert not (folder / "mine.toml").exists()
