"""Somebody's motion files become conditions: rendered as all others, head still, as long as the longest of the clip."""

from dataclasses import replace

import numpy as np
import pytest

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.studies import lifecycle
from evalsite.studies.document import document
from evalsite.studies.media import condition_motion
from face import arkit, fap_file, npz_file
from face.errors import InputError
from face.faps import FAPS, fap_index
from face.motion import FapMotion, fap_motion
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from renderer import ffmpeg
from renderer.normalize.measurement import measure_sound, measure_video
from tests.face_videos import write_tone
from tests.renderer.morph_animation import animated
from tests.renderer.template import heads
from tests.synthesis import faces

FILE = """
[study]
name = "mine"
title = "Motion"

[[conditions]]
name = "a"
motion = "motion/a"

[[conditions]]
name = "b"
motion = "motion/b"

[[clips]]
name = "x"
sound = "x.wav"

[render]
size = [96, 64]
fps = 25
crf = 40

[analysis.contrasts]
"a − b" = {a = 1, b = -1}
"""


def nodding(seconds=0.4):
    """Return motion in which jaw and head move."""
    values = np.zeros((round(seconds * 25), len(FAPS)), np.float32)
    for fap in (3, 48, 49, 50):
        values[:, fap_index(fap)] = 200 * np.sin(np.arange(len(values)))
    return fap_motion(values, 25.0)


@pytest.fixture
def study_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        (tmp_path / "motion" / name).mkdir(parents=True)
    write_tone(tmp_path / "x.wav")
    (tmp_path / "mine.toml").write_text(FILE)
    return tmp_path


def store_motion(path, options=DEFAULT_OPTIONS, *, deformer="fat", **seen):
    return condition_motion.store_motion_file(path, options, deformer=deformer, **seen)


def load_stored_motion(digest):
    return npz_file.load(FapMotion, store.path(digest))


def test_head_rotation_is_removed_and_the_jaw_kept(tmp_path):
    npz_file.save(nodding(), tmp_path / "a.npz")
    motion = load_stored_motion(store_motion(tmp_path / "a.npz", fps=25, seed=1).digest)
    assert not motion.values[:, [fap_index(fap) for fap in (48, 49, 50)]].any()
    assert not motion.driven[:, [fap_index(fap) for fap in (48, 49, 50)]].any()
    assert np.array_equal(motion.values[:, fap_index(3)], nodding().values[:, fap_index(3)])


def test_a_fap_file_is_stored_unchanged(tmp_path):
    fap_file.write(condition_motion.without_head_rotation(nodding()), tmp_path / "a.fap")
    stored = store_motion(tmp_path / "a.fap", fps=25, seed=1)
    assert (stored.properties.seconds, stored.template) == (pytest.approx(0.4), "")
    assert load_stored_motion(stored.digest).values[:, fap_index(3)] == pytest.approx(
        nodding().values[:, fap_index(3)], abs=0.51
    )


def test_arkit_curves_are_stored_as_faps(tmp_path):
    opened = np.zeros((10, 52), np.float32)
    opened[:, arkit.BLEND_SHAPES.index("jawOpen")] = 0.5
    arkit.write_csv(tmp_path / "a.csv", opened, np.arange(10) / 60, 60.0)
    stored = store_motion(tmp_path / "a.csv", fps=25, seed=1)
    assert stored.properties.seconds == pytest.approx(10 / 60, abs=1e-3)
    assert load_stored_motion(stored.digest).values[:, fap_index(3)] == pytest.approx(300, abs=0.1)


def test_markers_are_kept_for_a_marker_deformer(tmp_path):
    npz_file.save(faces.motion(faces.noise(3)), tmp_path / "a.npz")
    motion = load_stored_motion(store_motion(tmp_path / "a.npz", fps=25, seed=1).digest)
    assert motion.moved.shape == (len(motion), 46, 3)


def test_faps_without_markers_are_refused_for_a_marker_deformer(tmp_path):
    npz_file.save(nodding(), tmp_path / "a.npz")
    npz_file.save(faces.motion(faces.noise(3)), tmp_path / "b.npz")
    with pytest.raises(InputError, match=r"markers needs the markers themselves, and \S+a\.npz holds FAPs only"):
        store_motion(tmp_path / "a.npz", fps=25, seed=1, deformer="markers")
    assert store_motion(tmp_path / "b.npz", fps=25, seed=1, deformer="markers") == store_motion(
        tmp_path / "b.npz", fps=25, seed=1
    )


def test_a_file_without_motion_is_an_input_error(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"a\.npz is not a NumPy file"):
        store_motion(tmp_path / "a.npz", fps=25, seed=1)


@pytest.mark.django_db
def test_markers_are_retargeted_with_the_clip_s_blinks(tmp_path):
    npz_file.save(faces.motion(faces.noise(3)), tmp_path / "a.npz")
    motions = [load_stored_motion(store_motion(tmp_path / "a.npz", fps=25, seed=seed).digest) for seed in (1, 1, 2)]
    assert motions[0].rate == 25
    assert np.array_equal(motions[0].values, motions[1].values)
    assert not np.array_equal(motions[0].values, motions[2].values)


@pytest.mark.django_db(transaction=True)
def test_two_folders_of_motion_become_an_open_study(study_folder):
    npz_file.save(nodding(0.92), study_folder / "motion" / "a" / "x.npz")
    fap_file.write(condition_motion.without_head_rotation(nodding(1.08)), study_folder / "motion" / "b" / "x.fap")
    study = lifecycle.create(document.read_study_file(study_folder / "mine.toml"), folder=study_folder)
    assert set(Job.objects.values_list("kind", flat=True)) == {"render"}
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")
    assert lifecycle.open(study).is_open
    stimuli = [cell.stimulus for cell in study.stimuli.select_related("stimulus")]
    assert {each.seconds for each in stimuli} == {1.08}, "the longest of the clip"
    assert stimuli[0].notes == [condition_motion.HEAD_NOTE]
    assert len({each.provenance["gl_renderer"] for each in stimuli}) == 1


def write_vertices(path, strength):
    motion = heads.opening_jaw(count=24)
    npz_file.save(replace(motion, positions=motion.template + strength * (motion.positions - motion.template)), path)


def write_animated_head(path, strength):
    takes = [("talk", np.arange(24) / 25, {0: animated.weights(24, jawOpen=strength)})]
    animated.write(path, takes=takes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("suffix", "write"), [(".npz", write_vertices), (".glb", write_animated_head)])
def test_motion_with_a_head_of_its_own_becomes_an_open_study(study_folder, suffix, write):
    for name, strength in (("a", 1.0), ("b", 0.5)):
        write((study_folder / "motion" / name / "x").with_suffix(suffix), strength)
    study = lifecycle.create(document.read_study_file(study_folder / "mine.toml"), folder=study_folder)
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")
    assert lifecycle.open(study).is_open
    first, second = (cell.stimulus for cell in study.stimuli.select_related("stimulus").order_by("condition"))
    assert first.video != second.video
    assert first.settings == second.settings
    assert first.settings["template"] == first.provenance["template"] == second.provenance["template"]
    assert "avatar" not in first.settings


def test_an_animated_head_is_stored_with_its_notes(tmp_path):
    times = np.arange(3) / 10
    takes = [(name, times, {0: animated.weights(3, jawOpen=strength)}) for name, strength in (("a", 1), ("b", 0))]
    animated.write(tmp_path / "a.glb", takes=takes)
    stored = store_motion(tmp_path / "a.glb", fps=25, seed=1)
    assert "1 'a', 2 'b' take 1 is shown" in stored.notes[0]
    assert "10 frames per second" in stored.notes[1]
    assert (stored.properties.moves, stored.properties.seconds) == (True, pytest.approx(0.3))
    still = store_motion(tmp_path / "a.glb", ReadOptions(take=2), fps=25, seed=1)
    assert not still.properties.moves
    assert still.template == stored.template
    assert "no morph target moves" in still.notes[0]


@pytest.mark.django_db(transaction=True)
def test_motion_shares_sound_and_loudness_with_an_imported_video(study_folder):
    """A video of the same words is made as loud as the recording that the rendered video is heard with."""
    npz_file.save(nodding(1.0), study_folder / "motion" / "a" / "x.npz")
    video_path = study_folder / "videos" / "x.mp4"
    video_path.parent.mkdir()
    picture = ["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=1"]
    ffmpeg.run(
        "-y", *picture, "-i", str(study_folder / "x.wav"), "-af", "volume=0.2", "-pix_fmt", "yuv420p", str(video_path)
    )
    (study_folder / "mine.toml").write_text(FILE.replace('motion = "motion/b"', 'videos = "videos"'))
    read = document.read_study_file(study_folder / "mine.toml")
    assert lifecycle.check_document(read, study_folder).differences == ()
    study = lifecycle.create(read, folder=study_folder)
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
    assert lifecycle.open(study).is_open
    stimuli = [store.path(cell.stimulus.video) for cell in study.stimuli.select_related("stimulus")]
    loud = [measure_sound(path).loudness for path in stimuli]
    assert loud[0] == pytest.approx(loud[1], abs=0.6)
    assert len({measure_video(path).seconds for path in stimuli}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "expected_message"),
    [
        (('sound = "x.wav"', ""), "clips[1].recording: is missing (or `sound`"),
        (('sound = "x.wav"', 'sound = "y.wav"'), "y.wav does not exist"),
        (('sound = "x.wav"', 'sound = "x.wav"\nrecording = "c/x"'), "remove one of them"),
        (('motion = "motion/b"', 'motion = "motion/b"\nvideos = "b"'), "exactly one of"),
        (('motion = "motion/b"', ""), "exactly one of"),
        (('motion = "motion/b"', 'motion = "motion/c"'), "motion/c does not exist"),
        (('name = "x"', 'name = "y"'), "motion/a contains no file for clip y"),
        (("fps = 25", 'fps = 25\ndeformer = "markers"'), "x.npz holds FAPs only"),
        (("fps = 25", 'fps = 25\navatar = "ada/avatar.json"'), "ada/avatar.json can't be read"),
    ],
)
def test_an_invalid_motion_file_is_one_sentence(study_folder, change, expected_message):
    for name in "ab":
        npz_file.save(nodding(), study_folder / "motion" / name / "x.npz")
    (study_folder / "mine.toml").write_text(FILE.replace(*change))
    with pytest.raises(InputError) as error:
        lifecycle.create(document.read_study_file(study_folder / "mine.toml"), folder=study_folder)
    assert expected_message in str(error.value)


def still_anchor(seconds: float, seed: int) -> FapMotion:
    stored = condition_motion.store_still_anchor(seconds, fps=25, seed=seed)
    assert stored.properties.seconds >= seconds
    return npz_file.load(FapMotion, store.path(stored.digest))


def test_the_still_anchor_moves_only_eyelids_and_eyes():
    motion = still_anchor(20.0, seed=3)
    assert len(motion) == 500
    eyes = [fap_index(fap) for fap in range(19, 27)]
    assert np.ptp(motion.values[:, fap_index(19)]) > 500
    assert not np.delete(motion.values, eyes, axis=1).any()


def test_the_still_anchor_has_the_blinks_of_the_clip():
    assert np.array_equal(still_anchor(20.0, seed=3).values, still_anchor(20.0, seed=3).values)
    assert not np.array_equal(still_anchor(20.0, seed=3).values, still_anchor(20.0, seed=4).values)
