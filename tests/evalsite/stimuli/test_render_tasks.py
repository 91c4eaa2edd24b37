"""An imported video is normalized to the settings of its study."""

import pytest

from evalsite import store
from evalsite.jobs.models import Job
from evalsite.stimuli import imports, render_tasks
from evalsite.stimuli.catalog import imported_condition
from evalsite.stimuli.models import Stimulus
from evalsite.stimuli.stimulus_requests import request_imported_stimulus, request_stimulus
from evalsite.stimuli.video_registration import register_video
from face.errors import InputError
from face.progress import no_progress
from renderer.normalize.changes import NO_SOUND
from renderer.normalize.measurement import measure_sound
from tests.foreign_videos import write_video
from tests.media_probe import read_header

SETTINGS = {"size": [96, 72], "fps": 25, "crf": 30, "loudness": -25.0}


@pytest.mark.django_db(transaction=True)
def test_an_imported_video_becomes_a_stimulus(tmp_path, run_jobs):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    imports.store_video(path, video)
    requested = [
        request_imported_stimulus(video, imported_condition("mine"), "greeting", SETTINGS, min_seconds=1.0)
        for _ in range(2)
    ]
    assert requested[0] == requested[1]
    job = Job.objects.get()
    assert (job.kind, job.queue) == ("import", "render")
    run_jobs()
    stimulus = Stimulus.objects.get()
    assert (str(stimulus), stimulus.seconds) == ("mine × greeting", 1.0)
    assert read_header(store.path(stimulus.video)).size == (96, 72)
    assert "size 160x120 → 96x72" in stimulus.provenance["changes"]


@pytest.mark.django_db(transaction=True)
def test_an_imported_video_is_silent_where_the_design_says_so(tmp_path, run_jobs):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    imports.store_video(path, video)
    settings = SETTINGS | {"sound": "off"}
    stimulus = request_imported_stimulus(video, imported_condition("mine"), "greeting", settings, min_seconds=1.0)
    run_jobs()
    stimulus.refresh_from_db()
    assert measure_sound(store.path(stimulus.video)).audible_loudness is None
    assert render_tasks.SILENCED in stimulus.provenance["changes"]
    assert NO_SOUND not in stimulus.provenance["changes"]


def test_a_stimulus_without_imported_video_cannot_be_normalized(recording, predicted):
    stimulus = request_stimulus(recording, predicted, {"fps": 25})
    with pytest.raises(InputError, match="joint-1 × a has no imported video"):
        render_tasks.normalize_video({"stimulus": stimulus.pk}, no_progress)
