"""Stimuli and jobs of release 0.1.0 are found again after the migration: none is lost or made twice."""

from importlib import import_module

import pytest
from django.apps import apps

from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import spec_digest
from evalsite.stimuli.animation_requests import animation_spec
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, ImportedVideo, Recording, Stimulus
from evalsite.stimuli.stimulus_requests import (
    request_imported_stimulus,
    request_motion_stimulus,
    request_stimulus,
)

pytestmark = pytest.mark.django_db
migration = import_module("evalsite.stimuli.migrations.0005_output_version_keys")

SETTINGS = {"avatar": "woman", "deformer": "fat", "size": [640, 480], "fps": 25, "crf": 18}
MOTION, VIDEO = "3" * 64, "4" * 64


@pytest.fixture
def recording():
    return Recording.objects.create(name="a", sound="5" * 64, seconds=3, motion="6" * 64)


@pytest.fixture
def predicted():
    checkpoint = Checkpoint.objects.create(name="joint-1", digest="7" * 64, card={})
    return Condition.objects.create(name="joint-1", checkpoint=checkpoint)


@pytest.fixture
def imported():
    return Condition.objects.create(name="mine", imported=True)


def create_stimulus(**fields):
    defaults = {"key": f"old-{Stimulus.objects.count()}", "settings": SETTINGS, "motion": MOTION, "video": VIDEO}
    return Stimulus.objects.create(**defaults | fields)


def create_animation(recording, condition, *, source="7" * 64, packages="1", **fields):
    """Create an animation job with a spec of release 0.1.0."""
    rooms = {"face": packages, "synthesis": packages}
    spec = {"recording": recording.pk, "condition": condition.pk, "mover": source, "fps": 25, "rooms": rooms}
    defaults = {"kind": "animate", "queue": "features", "spec": spec, "spec_digest": spec_digest(spec)}
    return Job.objects.create(**defaults | fields)


def migrate():
    migration.rename_synthetic_corpora(apps, None)
    migration.rewrite_keys(apps, None)
    migration.rewrite_animation_specs(apps, None)


def test_a_predicted_stimulus_is_found_again(recording, predicted):
    stimulus = create_stimulus(recording=recording, condition=predicted, min_seconds=1.5)
    migrate()
    assert request_stimulus(recording, predicted, SETTINGS, min_seconds=1.5) == stimulus
    assert not Job.objects.exists()


def test_a_stimulus_of_measured_motion_is_found_again(recording):
    original = Condition.objects.create(name="original")
    stimulus = create_stimulus(recording=recording, condition=original)
    migrate()
    assert request_stimulus(recording, original, SETTINGS) == stimulus
    assert not Job.objects.exists()


def test_a_stimulus_of_imported_motion_is_found_again(recording, imported):
    with_sound = create_stimulus(recording=recording, condition=imported)
    without = create_stimulus(condition=imported, clip="greeting")
    migrate()
    assert request_stimulus(recording, imported, SETTINGS, motion=MOTION) == with_sound
    assert request_motion_stimulus(MOTION, imported, "greeting", SETTINGS) == without
    assert not Job.objects.exists()


OLD_MEASUREMENT = {
    "codec": "h264",
    "pixels": "yuv420p",
    "size": [160, 120],
    "fps": 25.0,
    "frames": 15,
    "seconds": 0.6,
    "bars": [0.0, 0.0],
    "sound": None,
}
"""As release 0.1 wrote it."""


def test_a_stimulus_of_an_imported_video_is_found_again(imported):
    video = ImportedVideo.objects.create(digest="8" * 64, measurement=OLD_MEASUREMENT)
    settings = {"size": [160, 120], "fps": 25, "crf": 18, "loudness": -23.0}
    stimulus = create_stimulus(imported_video=video, condition=imported, clip="a", settings=settings, motion="")
    migrate()
    assert request_imported_stimulus(video, imported, "a", settings, min_seconds=0.0) == stimulus
    assert not Job.objects.exists()


@pytest.mark.parametrize(("videos", "found"), [((VIDEO, VIDEO), 1), ((VIDEO, ""), 0), (("", ""), 1)])
def test_of_two_code_versions_the_newer_ready_one_is_found(recording, predicted, videos, found):
    stimuli = [create_stimulus(recording=recording, condition=predicted, video=video) for video in videos]
    other = stimuli[1 - found]
    migrate()
    assert request_stimulus(recording, predicted, SETTINGS) == stimuli[found]
    assert Stimulus.objects.get(pk=other.pk).key == other.key


def test_a_stimulus_of_a_replaced_checkpoint_is_not_found_for_the_new_one(recording, predicted):
    old = create_stimulus(recording=recording, condition=predicted)
    create_animation(recording, predicted, source="0" * 64, state=State.DONE, output={"motion": MOTION})
    migrate()
    assert request_stimulus(recording, predicted, SETTINGS) != old
    predicted.checkpoint.digest = "0" * 64
    assert request_stimulus(recording, predicted, SETTINGS) == old


def test_an_animation_that_waits_is_not_enqueued_again(recording, predicted):
    stimulus = create_stimulus(recording=recording, condition=predicted, motion="", video="")
    job = create_animation(recording, predicted)
    migrate()
    assert request_stimulus(recording, predicted, SETTINGS) == stimulus
    assert Job.objects.get() == job
    job.refresh_from_db()
    assert job.spec == animation_spec(recording, predicted, fps=25)


def test_of_two_equal_animations_one_is_cancelled(recording, predicted):
    waiting = create_animation(recording, predicted, packages="1")
    running = create_animation(recording, predicted, packages="2", state=State.RUNNING)
    migrate()
    assert dict(Job.objects.values_list("pk", "state")) == {waiting.pk: State.CANCELLED, running.pk: State.RUNNING}


def test_planted_corpora_and_their_jobs_are_renamed_to_synthetic():
    corpus = Corpus.objects.create(name="c", kind="planted", digest="d" * 64, folder="", turns=3)
    recorded = Corpus.objects.create(name="r", kind="recorded", digest="e" * 64, folder="", turns=3)
    checkpoint = Checkpoint.objects.create(name="n", digest="7" * 64, card={"corpus_kind": "planted", "seed": 1})
    spec = {"name": "c", "options": {"turns": 3}}
    Job.objects.create(kind="plant", queue="features", spec=spec, spec_digest=spec_digest(spec), title="speak corpus c")
    migrate()
    for row in (corpus, recorded, checkpoint):
        row.refresh_from_db()
    assert (corpus.kind, recorded.kind) == ("synthetic", "recorded")
    assert checkpoint.card == {"corpus_kind": "synthetic", "seed": 1}
    job = Job.objects.get()
    assert (job.kind, job.title, job.spec) == ("synthetic_corpus", "generate corpus c", spec)
