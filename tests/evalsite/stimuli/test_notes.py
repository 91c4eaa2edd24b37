"""Notes about the files of a video reach the command and the video's page, each once."""

import numpy as np
import pytest
from django.core.management import call_command

from evalsite.stimuli import notes
from evalsite.stimuli.models import Condition, ImportedVideo, Stimulus
from face import arkit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stimulus(recording):
    """Return a stimulus of a recording."""
    condition = Condition.objects.create(name="ours", imported=True)
    return Stimulus.objects.create(
        condition=condition, recording=recording, settings={}, key="1", notes=["rate assumed"]
    )


def test_equal_notes_are_grouped_in_the_order_of_their_videos():
    found = {"a": ["rate assumed", "cut"], "b": ["rate assumed", "rate assumed"], "c": []}
    assert notes.group_notes(found) == [("rate assumed", ("a", "b")), ("cut", ("a",))]


@pytest.mark.parametrize(("count", "expected"), [(1, "v0"), (3, "v0, v1, v2"), (5, "v0, v1, v2 and 2 more")])
def test_many_places_are_counted(count, expected):
    assert notes.list_places([f"v{number}" for number in range(count)]) == expected


def test_a_note_is_added_once(stimulus):
    notes.add_notes(stimulus, ["cut", "rate assumed"])
    notes.add_notes(stimulus, [])
    stimulus.refresh_from_db()
    assert stimulus.notes == ["rate assumed", "cut"]


def test_the_notes_of_sound_motion_and_video_come_together(stimulus):
    stimulus.recording.findings = [["clipped", "it is clipped"]]
    stimulus.imported_video = ImportedVideo(digest="1", measurement={"notes": ["it was interlaced", "rate assumed"]})
    assert notes.stimulus_notes(stimulus) == ["sound: it is clipped", "rate assumed", "it was interlaced"]
    stimulus.settings = {"sound": "off"}
    assert notes.stimulus_notes(stimulus) == ["rate assumed", "it was interlaced"]


@pytest.mark.parametrize("found", [["rate <assumed>"], []])
def test_the_page_of_a_video_lists_its_notes(stimulus, researcher, found):
    Stimulus.objects.update(notes=found)
    page = researcher.get(f"/stimuli/{stimulus.pk}/").content.decode()
    assert ("<h2>Notes</h2>" in page) == ("rate &lt;assumed&gt;" in page) == bool(found)


def test_a_motion_file_of_which_something_was_assumed(tmp_path, capsys):
    """Every file is named beside what was assumed of it, and the stimulus keeps it."""
    opened = np.full((30, 52), 0.5, np.float32) * np.linspace(0, 1, 30)[:, None]
    arkit.write_csv(tmp_path / "a.csv", opened, np.arange(30) / 10, 10.0)
    call_command("enqueue", "render", str(tmp_path / "a.csv"), "--json")
    assert f"{tmp_path / 'a.csv'}: the motion has 10 frames per second, the video 25" in capsys.readouterr().err
    assert "the motion has 10 frames per second" in "".join(Stimulus.objects.get().notes)


def test_a_motion_longer_than_its_sound(tmp_path, wav, capsys):
    opened = np.full((50, 52), 0.5, np.float32) * np.linspace(0, 1, 50)[:, None]
    arkit.write_csv(tmp_path / "a.csv", opened, np.arange(50) / 25, 25.0)
    call_command("enqueue", "render", str(tmp_path / "a.csv"), "--audio", str(wav), "--json")
    assert "a.csv: the motion lasts 2.00 s and its sound 1.00 s" in capsys.readouterr().err


def test_the_rate_of_a_file_can_be_given(tmp_path):
    opened = np.full((30, 52), 0.5, np.float32)
    arkit.write_csv(tmp_path / "a.csv", opened, np.arange(30) / 30, 30.0)
    text = (tmp_path / "a.csv").read_text().splitlines()
    untimed = [
        "Frame," + text[0].partition(",")[2],
        *(f"{i}," + row.partition(",")[2] for i, row in enumerate(text[1:])),
    ]
    (tmp_path / "b.csv").write_text("\n".join(untimed))
    call_command("enqueue", "render", str(tmp_path / "b.csv"), "--rate", "15", "--time-unit", "frames")
    assert "15" in "".join(Stimulus.objects.get().notes)
