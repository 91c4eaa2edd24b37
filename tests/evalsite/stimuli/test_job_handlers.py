"""Ten clips × five conditions give fifty videos; one failing clip stops no other, and shared work is done once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import pytest
from django.db import connection

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.registry import handler_for, register
from evalsite.jobs.runner import run_job
from evalsite.stimuli import job_handlers
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.stimuli.stimulus_requests import request_stimulus
from face.errors import InputError

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = {"avatar": "woman", "deformer": "fat", "size": [640, 480], "fps": 25, "crf": 18}


class FakeTasks:
    """Stands in for animation and rendering: counts what it makes, and fails for the inputs in `failing`."""

    def __init__(self):
        self.calls = Counter()
        self.failing = set()

    def animate(self, spec, progress):
        return {"motion": self.make("animate", spec["recording"], spec["condition"])}

    def render(self, spec, progress):
        stimulus = Stimulus.objects.get(pk=spec["stimulus"])
        inputs = (stimulus.recording_id, stimulus.condition_id, stimulus.settings["avatar"])
        return {"video": self.make("render", *inputs), "seconds": 1.0, "provenance": {}}

    def make(self, *inputs):
        if inputs[:2] in self.failing:
            raise InputError(f"recording {inputs[1]} has no sound; record it again")
        self.calls[inputs] += 1
        with store.workspace() as workspace:
            (workspace / "output").write_text(repr(inputs))
            return store.add(workspace / "output")


@pytest.fixture
def tasks():
    tasks = FakeTasks()
    for kind in ("animate", "render"):
        register(replace(handler_for(kind), run=getattr(tasks, kind)))
    yield tasks
    job_handlers.register_handlers()


@pytest.fixture
def cells():
    """Return ten recordings × five conditions."""
    digits = "0123456789"
    recordings = [Recording.objects.create(name=f"clip-{n}", sound=n * 64, seconds=1.0) for n in digits]
    checkpoints = [Checkpoint.objects.create(name=f"net-{n}", digest=n * 64, card={}) for n in digits[:5]]
    conditions = [Condition.objects.create(name=each.name, checkpoint=each) for each in checkpoints]
    return list(product(recordings, conditions))


def request_stimuli(cells, **changes):
    for recording, condition in cells:
        request_stimulus(recording, condition, SETTINGS | changes, batch="faces")


def count_ready():
    return Stimulus.objects.exclude(video="").count()


def test_fifty_videos_from_fifty_motions(tasks, cells, run_jobs):
    request_stimuli(cells)
    assert Counter(Job.objects.values_list("kind", "batch")) == {("animate", "faces"): 50}
    run_jobs()
    assert count_ready() == 50
    assert Counter(Job.objects.values_list("kind", "batch")) == {("animate", "faces"): 50, ("render", "faces"): 50}
    assert set(tasks.calls.values()) == {1}


def test_a_failing_clip_stops_no_other_and_can_be_retried(tasks, cells, run_jobs, researcher):
    failing = cells[0][0]
    tasks.failing = {("animate", failing.pk)}
    request_stimuli(cells[:10])
    run_jobs(may_fail=True)
    assert count_ready() == 5
    assert f"recording {failing.pk} has no sound; record it again" in researcher.get("/jobs/batch/faces/").text
    tasks.failing = set()
    researcher.post("/jobs/batch/faces/retry/")
    run_jobs()
    assert count_ready() == 10
    assert set(tasks.calls.values()) == {1}


def test_a_second_avatar_needs_no_second_motion(tasks, cells, run_jobs):
    request_stimuli(cells[:5])
    request_stimuli(cells[:5], avatar="man")
    run_jobs()
    request_stimuli(cells[:5], avatar="older-woman")
    run_jobs()
    assert Counter(kind for kind, *_ in tasks.calls) == {"animate": 5, "render": 15}
    assert count_ready() == 15


def test_repeated_requests_enqueue_nothing_new(tasks, cells, run_jobs):
    request_stimuli(cells[:5])
    request_stimuli(cells[:5])
    run_jobs()
    request_stimuli(cells[:5])
    assert not Job.objects.active().exists()
    assert set(tasks.calls.values()) == {1}


def test_a_request_while_a_motion_is_being_finished_gets_that_motion(tasks, cells, run_jobs):
    for cell in cells[:10]:
        request_stimuli([cell])
        job = Job.objects.get(kind="animate", state=State.QUEUED)
        run_together(lambda job=job: run_job(job.pk), lambda cell=cell: request_stimuli([cell], avatar="man"))
        run_jobs()
    assert count_ready() == 20
    assert Counter(kind for kind, *_ in tasks.calls) == {"animate": 10, "render": 20}


def run_together(*actions):
    """Run functions at the same time, each in its own thread."""
    barrier = threading.Barrier(len(actions))

    def run(action):
        try:
            barrier.wait()
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as threads:
        for future in [threads.submit(run, action) for action in actions]:
            future.result()
