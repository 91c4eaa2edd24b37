"""Folders of somebody's films: what is one, what is not, and each mistake in one sentence."""

import pytest

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli import catalog, imported_videos, stimulus_requests
from evalsite.stimuli.models import ImportedVideo, Stimulus
from face.errors import InputError
from renderer.probe import probe
from tests.foreign_videos import write_study_videos, write_video


def touched(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def test_a_folder_s_films_by_clip(tmp_path):
    found = imported_videos.files_by_clip(touched(tmp_path, "b.mp4", "a.MOV", "greeting_1.2-x.webm", ".DS_Store"))
    assert list(found) == ["a", "b", "greeting_1.2-x"]


MISTAKES = {
    "none": ([], "has no files of these types"),
    "another kind": (["a.mp4", "notes.txt"], "notes.txt is not one of"),
    "a folder": (["a.mp4", "b/c.mp4"], "/b is not one of"),
    "no extension": (["clip"], "clip is not one of"),
    "twice": (["a.mp4", "a.mov"], "there are two files for clip a, a.mov and a.mp4; keep one"),
    "two extensions": (["a.mp4.mov"], "a.mp4.mov has two extensions"),
    "a space": (["my clip.mp4"], "'my clip' is not a valid label"),
    "another alphabet": (["приве́т.mp4"], "is not a valid label"),
    "a line break": (["a\nb.mp4"], r"'a\\nb' is not a valid label"),
    "a quote": (["a'b.mp4"], "is not a valid label"),
    "a formula": (["=1.mp4"], "is not a valid label"),
    "too long": (["x" * 150 + ".mp4"], "is not a valid label"),
}


@pytest.mark.parametrize(("names", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence(tmp_path, names, says):
    with pytest.raises(InputError) as error:
        imported_videos.files_by_clip(touched(tmp_path, *names))
    assert says.replace("\\\\", "\\") in str(error.value)


def test_a_link_that_leads_out(tmp_path):
    outside = touched(tmp_path, "outside.mp4") / "outside.mp4"
    inside = tmp_path / "videos"
    inside.mkdir()
    (inside / "a.mp4").symlink_to(outside)
    with pytest.raises(InputError, match="leads out of"):
        imported_videos.files_by_clip(inside)


def test_a_link_within_the_folder_is_a_file(tmp_path):
    touched(tmp_path, "a.mp4")
    (tmp_path / "b.mp4").symlink_to(tmp_path / "a.mp4")
    assert list(imported_videos.files_by_clip(tmp_path)) == ["a", "b"]


@pytest.mark.parametrize("name", ["absent", "a-file"])
def test_no_folder(tmp_path, name):
    touched(tmp_path, "a-file")
    with pytest.raises(InputError, match="check the path"):
        imported_videos.files_by_clip(tmp_path / name)


@pytest.mark.django_db
def test_a_film_is_measured_once(tmp_path, monkeypatch):
    path = write_video(tmp_path / "a.mp4")
    found = imported_videos.register_video(path)
    monkeypatch.setattr(imported_videos, "measure_video", None)
    assert imported_videos.register_video(path) == found
    assert imported_videos.video_measurement(found).frames == 15
    assert ImportedVideo.objects.count() == 1


@pytest.mark.django_db
def test_a_film_that_changes_while_it_is_read_is_refused(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    found = imported_videos.register_video(path)
    write_video(path, fps=30)
    with pytest.raises(InputError, match="changed while it was read"):
        imported_videos.store_video(path, found)


SETTINGS = {"size": [96, 72], "fps": 25, "crf": 30, "loudness": -25.0}


@pytest.mark.django_db(transaction=True)
def test_a_film_becomes_a_stimulus(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    found = imported_videos.register_video(path)
    imported_videos.store_video(path, found)
    asked = [
        stimulus_requests.request_imported_stimulus(
            found, catalog.imported_condition("mine"), "greeting", SETTINGS, min_seconds=1.0
        )
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    job = Job.objects.get()
    assert (job.kind, job.queue) == ("import", "render")
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    made = Stimulus.objects.get()
    assert (str(made), made.seconds) == ("mine × greeting", 1.0)
    assert probe(store.path(made.video)).size == (96, 72)
    assert "size 160x120 → 96x72" in made.provenance["changes"]


@pytest.mark.django_db
def test_conditions_of_our_own_and_of_others_may_have_one_name():
    assert catalog.imported_condition("original") != catalog.original_condition()
    assert not catalog.imported_condition("original").is_original
    assert catalog.original_condition() == catalog.original_condition()


@pytest.mark.django_db(transaction=True)
def test_a_researcher_sees_what_a_film_was(tmp_path, researcher):
    write_study_videos(tmp_path / "videos", ("one",), ("a",))
    path = tmp_path / "videos" / "one" / "a.mp4"
    made = stimulus_requests.request_imported_stimulus(
        imported_videos.register_video(path), catalog.imported_condition("mine"), "greeting", SETTINGS, min_seconds=0.0
    )
    page = researcher.get(f"/stimuli/{made.pk}/").content.decode()
    assert "mine: imported" in page
    assert made.imported_video.digest[:8] in page
    assert researcher.get("/stimuli/").status_code == 200
