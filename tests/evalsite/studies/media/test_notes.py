"""Notes of many videos are few sentences that say which videos are meant."""

from analysis.cells import Cell
from evalsite.studies.document.differences import Difference
from evalsite.studies.media import notes
from evalsite.studies.media.cell_sources import CellSources, video_length
from evalsite.studies.media.media_plan import plan_media
from evalsite.studies.media.picture_format import PictureFormat
from tests.evalsite.studies.media.test_equivalence_checks import sound, video

CELLS = [Cell(condition, f"{number}") for condition in ("ours", "theirs") for number in range(10)]


def test_equal_notes_are_one_sentence():
    assert notes.grouped_notes({cell: ["it is mirrored"] for cell in CELLS}, CELLS) == ["all 20 videos: it is mirrored"]
    some = {cell: ["it is mirrored"] for cell in [*CELLS[:10], CELLS[12]]}
    assert notes.grouped_notes(some, CELLS) == ["all videos of ours, theirs/2: it is mirrored"]
    many = {cell: ["it is mirrored"] for cell in CELLS[2:9]}
    assert notes.grouped_notes(many, CELLS) == ["7 videos of ours: it is mirrored"]


def test_equal_differences_are_one_sentence():
    differences = [Difference("upscaled", f"ours/{number}", f"ours/{number} is small") for number in range(10)]
    differences += [
        Difference("length", "3", "3 lasts longer in ours"),
        Difference("sound", "ours/1", "ours/1 differs"),
    ]
    groups = notes.difference_groups(differences, CELLS)
    assert [group.sentence for group in groups] == [
        "all videos of ours: each is small",
        "3 lasts longer in ours",
        "ours/1 differs",
    ]
    assert [len(group.cells) for group in groups] == [10, 0, 1]


def test_what_is_made_equal_is_said():
    videos = {
        Cell("ours", "x"): video(size=(320, 240), fps=50, sound=sound(seconds=3.08)),
        Cell("theirs", "x"): video(seconds=3.08),
    }
    lengths = {cell: video_length(each) for cell, each in videos.items()}
    sources = CellSources(videos, lengths, {})
    said = notes.plan_notes(sources, plan_media(sources, PictureFormat((640, 480), 25)))
    assert said == [
        "all videos are shown at 640x480 with 25 frames per second; 1 of 2 conditions is enlarged (ours by 2.00)",
        "all videos of ours: 50 → 25 frames per second",
        "so that the videos of a clip are equally long, the last picture is held: ours by up to 0.08 s",
        "so that the videos of a clip are equally long, silence is added: theirs by up to 0.08 s",
    ]


def test_what_all_videos_share_is_a_note():
    videos = {Cell(condition, "x"): video(size=(640, 640)) for condition in "ab"}
    sources = CellSources(videos, {cell: video_length(each) for cell, each in videos.items()}, {})
    said = notes.plan_notes(sources, plan_media(sources, PictureFormat((640, 480), 25)))
    assert "every video is 640x640, another aspect ratio than 640x480: 25% of the width is black" in said
