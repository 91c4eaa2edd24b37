"""manage.py study, from a preset to a closed study."""

import json

import pytest
from django.core.management import call_command

from evalsite.stimuli.models import Checkpoint, Recording, Stimulus
from evalsite.studies.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number in range(7):
        Recording.objects.create(name=f"synthetic/{number}", sound=f"{number}" * 64, motion="m" * 64, seconds=3.0)
    for name in ("separate-1", "joint-1"):
        Checkpoint.objects.create(name=name, digest=name, card={})
    return tmp_path


def test_a_study_from_creation_to_closing(folder, capsys):
    call_command("study", "new", "mine")
    call_command("study", "check", "mine.toml")
    call_command("study", "create", "mine.toml")
    Stimulus.objects.update(video="f" * 64, seconds=3.0)
    for move in ("pilot", "open", "pause", "resume", "close"):
        call_command("study", move, "mine")
    call_command("study", "list")
    message = capsys.readouterr().out
    assert "6 clips" in message
    assert "29 videos per participant, 30 ratings of each" in message
    assert "24 videos" in message
    assert message.count("/s/mine/") == 3
    assert Study.objects.get().state == "closed"
    assert Study.objects.get().source == (folder / "mine.toml").read_text()


def test_change_reads_the_file_again(folder, capsys):
    call_command("study", "new", "mine", "--clips", "2")
    path = folder / "mine.toml"
    call_command("study", "create", "mine.toml")
    path.write_text(path.read_text().replace("repeats = 2", "repeats = 1"))
    call_command("study", "change", "mine.toml")
    assert Study.objects.get().read_document().protocol.repeats == 1
    Stimulus.objects.update(video="f" * 64, seconds=3.0)
    call_command("study", "open", "mine")
    path.write_text(path.read_text().replace("How natural is this face?", "How real is this face?"))
    call_command("study", "change", "mine.toml", "--note", "a clearer title")
    assert Study.objects.get().title == "How real is this face?"
    assert "Changed mine: version 2." in capsys.readouterr().out
    path.write_text(path.read_text().replace("repeats = 1", "repeats = 2"))
    with pytest.raises(SystemExit):
        call_command("study", "change", "mine.toml", "--note", "more of it")
    assert "protocol.repeats can't change" in capsys.readouterr().err


def test_the_schema_covers_every_table_and_accepts_a_valid_file(capsys):
    call_command("study", "schema")
    schema = json.loads(capsys.readouterr().out)
    assert {"conditions", "clips", "questions", "checks", "practice", "design", "before"} <= schema["properties"].keys()
    assert schema["$defs"]["Check"]["properties"]["kind"]["enum"] == ["gold", "instructed"]


def test_the_talks_preset_takes_ten_clips(folder, capsys):
    Recording.objects.bulk_create(
        Recording(name=f"more/{number}", sound="s" * 64, motion="m" * 64, seconds=3.0) for number in range(5)
    )
    call_command("study", "new", "mine", "--preset", "paper2017")
    assert "10 clips" in capsys.readouterr().out


WRONG = [
    (("check", "none.toml"), "does not exist"),
    (("new", "mine"), "can't be written"),
    (("new", "../mine"), "'../mine' can't be part of a link"),
    (("new", "Mein Test"), "lower-case letters, digits and dashes"),
    (("open", "nobody"), "there is no study 'nobody'"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_errors_are_one_sentence_with_exit_code_2(folder, capsys, words, sentence):
    (folder / "mine.toml").write_text("")
    with pytest.raises(SystemExit) as stopped:
        call_command("study", *words)
    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_new_study_needs_recordings(folder, capsys):
    Recording.objects.update(motion="")
    with pytest.raises(SystemExit):
        call_command("study", "new", "mine")
    assert "--recordings" in capsys.readouterr().err
    assert not (folder / "mine.toml").exists()


def test_check_lists_all_errors_of_a_file(folder, capsys):
    call_command("study", "new", "mine", "--clips", "2")
    path = folder / "mine.toml"
    path.write_text(path.read_text().replace("[render]", '[render]\nfit = "huge"\ncolour = 1\n'))
    with pytest.raises(SystemExit) as stopped:
        call_command("study", "check", "mine.toml")
    lines = capsys.readouterr().err.strip().splitlines()
    assert stopped.value.code == 2
    assert sum("mine.toml, render." in line for line in lines) == len(lines) == 2


def test_check_says_what_create_would_refuse(folder, capsys):
    call_command("study", "new", "mine", "--clips", "2")
    Recording.objects.update(motion="")
    with pytest.raises(SystemExit):
        call_command("study", "check", "mine.toml")
    assert capsys.readouterr().err.count("has no measured motion, so condition original can't show it") == 2


def test_check_knows_a_study_of_the_name(folder, capsys):
    call_command("study", "new", "mine", "--clips", "2")
    call_command("study", "create", "mine.toml")
    call_command("study", "check", "mine.toml")
    assert "There is a study mine already (draft): manage.py study change mine.toml" in capsys.readouterr().out
