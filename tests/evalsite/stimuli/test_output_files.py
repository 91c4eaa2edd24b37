"""Output files: names that tell them apart, and copies."""

import pytest

from evalsite import store
from evalsite.stimuli import output_files
from evalsite.stimuli.models import Recording, Stimulus
from face.errors import InputError


def test_output_names_follow_the_inputs_and_are_unique(tmp_path):
    one, other, third = (tmp_path / name for name in ("x/joy.fap", "y/joy.fap", "y/rage.fap"))
    assert output_files.output_names([one, third], ".mp4") == ["joy.mp4", "rage.mp4"]
    assert output_files.output_names([one, other, third], ".mp4") == ["x-joy.mp4", "y-joy.mp4", "rage.mp4"]
    with pytest.raises(InputError, match=r"2 files would be written as y-joy\.mp4"):
        output_files.output_names([one, other, other], ".mp4")


def create_stimulus(recording, condition, key, video="9" * 64):
    return Stimulus.objects.create(recording=recording, condition=condition, settings={}, key=key, video=video)


def test_videos_are_named_after_their_inputs(recording, predicted, tmp_path):
    stimuli = [create_stimulus(recording, predicted, "1"), create_stimulus(recording, predicted, "2", video="")]
    files = output_files.videos_by_input([tmp_path / "Frau & Mann #1.wav", tmp_path / "b.wav"], stimuli)
    assert files == {"Frau & Mann #1.mp4": store.path("9" * 64)}


def test_videos_are_named_after_clip_and_if_necessary_condition(predicted):
    turn = Recording.objects.create(name="corpus/turn", sound="1" * 64, seconds=1.0)
    stimuli = [create_stimulus(turn, predicted, "1"), create_stimulus(turn, predicted, "2")]
    assert list(output_files.videos_by_clip(stimuli)) == ["corpus-turn.mp4", "joint-1-corpus-turn.mp4"]


def test_files_are_copied(tmp_path):
    (tmp_path / "video").write_bytes(b"video")
    copies = output_files.copy_files({"a.mp4": tmp_path / "video"}, tmp_path / "new" / "folder")
    assert copies == {"a.mp4": tmp_path / "new" / "folder" / "a.mp4"}
    assert copies["a.mp4"].read_bytes() == b"video"


def test_a_file_missing_from_the_store_is_reported(tmp_path):
    with pytest.raises(InputError, match=r"a\.mp4 is missing from the store"):
        output_files.copy_files({"a.mp4": tmp_path / "gone"}, tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(InputError, match="out can't be written"):
        output_files.copy_files({}, tmp_path / "out")
