"""What `study check` accepts is created, made and opened, whatever the videos are: random sets of awkward videos."""

import shutil
from typing import NamedTuple

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.models import Stimulus
from evalsite.studies import lifecycle, presets
from evalsite.studies.document.document import read_study_file
from evalsite.studies.media import video_folder
from evalsite.studies.media.video_folder import FolderOptions
from evalsite.studies.models import Study
from face import npz_file
from tests.awkward_videos import AWKWARD_VIDEOS
from tests.awkward_videos.recipes import encode
from tests.evalsite.studies.media.test_condition_motion import nodding
from tests.face_videos import write_tone

LENGTHS = {
    f"{seconds} s at {fps}, sound {sound}": {"seconds": seconds, "fps": fps, "sound_seconds": sound, "size": size}
    for seconds, fps, sound, size in (
        (1.0, 25, 1.0, "96x64"),
        (1.0, 25, 1.08, "64x64"),
        (0.96, 30, 1.2, "128x96"),
        (1.24, 24, 0.7, "66x98"),
        (1.01, "30000/1001", 1.02, "256x64"),
        (0.9, 50, 1.3, "96x64"),
        (1.1, 12, 1.05, "192x128"),
    )
}
"""Plain videos that differ in length, rate and size, as methods write them."""
QUICK = (*LENGTHS, "turned by 90 degrees", "wide pixels", "late picture", "late sound", "no sound", "variable rate")
ALL = (*LENGTHS, *AWKWARD_VIDEOS)
FITS = (None, "smallest", "largest", "96x96")


class Plan(NamedTuple):
    """A folder of videos, by condition and clip, and how they are shown."""

    videos: tuple[tuple[str, ...], ...]
    fit: str | None
    crop: bool
    rendered: str = ""
    """The source of a rendered condition beside the videos, as the study file writes it."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """Return a function that returns the path of a video of this name, made at the first call."""
    folder, made = tmp_path_factory.mktemp("pool"), {}

    def path_of(name):
        if name not in made:
            own = folder / str(len(made))
            own.mkdir()
            made[name] = encode(own / "a.mp4", **LENGTHS[name]) if name in LENGTHS else AWKWARD_VIDEOS[name].write(own)
        return made[name]

    return path_of


@st.composite
def plans(draw, names, *, rendered=("",), max_clips=2):
    row = st.tuples(*[st.sampled_from(names)] * draw(st.integers(1, max_clips)))
    videos = st.tuples(*[row] * draw(st.integers(2, 3)))
    return Plan(draw(videos), draw(st.sampled_from(FITS)), draw(st.booleans()), draw(st.sampled_from(rendered)))


def write_study(folder, plan, pool):
    """Write the videos and the study file that `study new` writes, and return the file's path."""
    shutil.rmtree(folder, ignore_errors=True)
    for number, row in enumerate(plan.videos):
        for clip, name in enumerate(row):
            target = folder / "videos" / f"method-{number}" / f"clip-{clip}{pool(name).suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pool(name), target)
    new = video_folder.study_file_from_videos(
        presets.preset_text("default"),
        name="mine",
        folder=folder / "videos",
        options=FolderOptions(fit=plan.fit, crop=plan.crop),
    )
    text, _, _ = new.text.partition("# These differences")
    if plan.rendered:
        sound = write_tone(folder / "tone.wav").name
        (folder / "motion").mkdir()
        npz_file.save(nodding(1.3), folder / "motion" / "clip-0.npz")
        text = text.replace('[[clips]]\nname = "clip-0"', f'[[clips]]\nname = "clip-0"\nsound = "{sound}"')
        text = text.replace("[[clips]]\n", f'[[conditions]]\nname = "rendered"\n{plan.rendered}\n\n[[clips]]\n', 1)
    path = folder / "mine.toml"
    path.write_text(text)
    return path


def check_and_open(path):
    """Check a study file, acknowledge what the check proposes, create, make all videos and open."""
    findings = lifecycle.check_document(read_study_file(path), path.parent)
    assert findings.errors == ()
    if findings.differences:
        path.write_text(f"{path.read_text()}\n{findings.acknowledgement_text()}\n")
        again = lifecycle.check_document(read_study_file(path), path.parent)
        assert (again.errors, again.differences) == ((), ())
    study = lifecycle.create(read_study_file(path), folder=path.parent)
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")
    assert lifecycle.open(study).is_open
    return study


def check_plan(folder, plan, pool):
    Study.objects.all().delete()
    Job.objects.all().delete()
    study = check_and_open(write_study(folder, plan, pool))
    stimuli = Stimulus.objects.filter(pk__in=study.stimuli.values("stimulus"))
    assert len({(each.clip_name, each.seconds) for each in stimuli if each.imported_video}) == len(plan.videos[0])


LENIENT = hypothesis.settings(
    max_examples=2, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.django_db(transaction=True)
@given(plan=plans(QUICK))
@LENIENT
def test_what_the_check_accepts_opens(tmp_path, pool, plan):
    check_plan(tmp_path / "study", plan, pool)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@given(plan=plans(ALL))
@hypothesis.settings(LENIENT, max_examples=60, derandomize=False)
def test_what_the_check_accepts_opens_for_all_kinds_of_video(tmp_path, pool, plan):
    check_plan(tmp_path / "study", plan, pool)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@given(plan=plans(QUICK, rendered=("still = true", 'motion = "motion"'), max_clips=1))
@hypothesis.settings(LENIENT, max_examples=15)
def test_videos_beside_a_rendered_condition_open(tmp_path, pool, plan):
    check_plan(tmp_path / "study", plan, pool)


@pytest.mark.django_db(transaction=True)
def test_sound_longer_than_the_picture_beside_a_rendered_condition(tmp_path, pool):
    """The case that could never open: each method's sound is some frames longer than its picture."""
    names = ("1.0 s at 25, sound 1.08", "1.0 s at 25, sound 1.0")
    check_plan(tmp_path / "study", Plan(((names[0],), (names[1],)), "96x96", crop=False, rendered="still = true"), pool)
