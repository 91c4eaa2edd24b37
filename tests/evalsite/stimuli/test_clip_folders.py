"""A folder's files are listed by clip; what operating systems leave there is passed over, and mistakes are named."""

import pytest

from evalsite.stimuli.clip_folders import VIDEO_EXTENSIONS, files_by_clip, read_clip_folder
from face.errors import InputError


def write_files(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def test_files_are_listed_by_clip(tmp_path):
    left = (".DS_Store", "Thumbs.db", "desktop.ini", "._a.MOV", "__MACOSX/x.mp4")
    clips = files_by_clip(write_files(tmp_path, "b.mp4", "a.MOV", "greeting_1.2-x.webm", *left))
    assert list(clips) == ["a", "b", "greeting_1.2-x"]


MISTAKES = {
    "none": ([], "has no files of these types"),
    "another kind": (["a.mp4", "notes.txt"], "notes.txt is not one of"),
    "a folder": (["a.mp4", "b/c.mp4"], "/b is not one of"),
    "no extension": (["clip"], "clip is not one of"),
    "twice": (["a.mp4", "a.mov"], "there are two files for clip a, a.mov and a.mp4; keep one"),
    "twice but for case": (["a.mp4", "A.mov"], "there are two files for clip A, A.mov and a.mp4; keep one"),
    "two extensions": (["a.mp4.mov"], "a.mp4.mov has two extensions"),
    "a space": (["my clip.mp4"], "'my clip' is not a valid label"),
    "another alphabet": (["приве́т.mp4"], "is not a valid label"),
    "a line break": (["a\nb.mp4"], r"'a\\nb' is not a valid label"),
    "a quote": (["a'b.mp4"], "is not a valid label"),
    "a formula": (["=1.mp4"], "is not a valid label"),
    "too long": (["x" * 150 + ".mp4"], "is not a valid label"),
}


@pytest.mark.parametrize(("names", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused(tmp_path, names, message):
    with pytest.raises(InputError) as error:
        files_by_clip(write_files(tmp_path, *names))
    assert message.replace("\\\\", "\\") in str(error.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    outside = write_files(tmp_path, "outside.mp4") / "outside.mp4"
    inside = tmp_path / "videos"
    inside.mkdir()
    (inside / "a.mp4").symlink_to(outside)
    with pytest.raises(InputError, match="leads out of"):
        files_by_clip(inside)


def test_a_link_within_the_folder_is_accepted(tmp_path):
    write_files(tmp_path, "a.mp4")
    (tmp_path / "b.mp4").symlink_to(tmp_path / "a.mp4")
    assert list(files_by_clip(tmp_path)) == ["a", "b"]


@pytest.mark.parametrize("name", ["absent", "a-file"])
def test_a_missing_folder_is_refused(tmp_path, name):
    write_files(tmp_path, "a-file")
    with pytest.raises(InputError, match="check the path"):
        files_by_clip(tmp_path / name)


def test_all_mistakes_are_named_beside_the_files(tmp_path):
    read = read_clip_folder(write_files(tmp_path, "a.mp4", "b.txt", "c c.mp4", "d.mp4"), VIDEO_EXTENSIONS)
    assert list(read.files) == ["a", "d"]
    assert len(read.mistakes) == 2
