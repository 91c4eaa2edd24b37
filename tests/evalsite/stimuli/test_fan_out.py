"""Ten clips × five conditions: fifty videos, one failing clip stops no other, and shared work is done once."""

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
from evalsite.stimuli import job_handlers, stimulus_requests
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from face.errors import InputError

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = {"avatar": "woman", "deformer": "fat", "size": [640, 480], "fps": 25, "crf": 18}


class Studio:
    """Stands in for networks and pictures, keeps count, and refuses what it is told to refuse."""

    def __init__(self):
        self.made = Counter()
        self.broken = set()

    def animate(self, spec, progress):
        return {"motion": self.make("animate", spec["recording"], spec["condition"])}

    def render(self, spec, progress):
        stimulus = Stimulus.objects.get(pk=spec["stimulus"])
        inputs = (stimulus.recording_id, stimulus.condition_id, stimulus.settings["avatar"])
        return {"video": self.make("render", *inputs), "seconds": 1.0, "provenance": {}}

    def make(self, *what):
        if what[:2] in self.broken:
            raise InputError(f"recording {what[1]} has no sound; record it again")
        self.made[what] += 1
        with store.workspace() as folder:
            (folder / "made").write_text(repr(what))
            return store.add(folder / "made")


@pytest.fixture
def studio():
    studio = Studio()
    for kind in ("animate", "render"):
        register(replace(handler_for(kind), run=getattr(studio, kind)))
    yield studio
    job_handlers.register_handlers()


@pytest.fixture
def cells():
    """Give ten recordings × five conditions."""
    digits = "0123456789"
    recordings = [Recording.objects.create(name=f"clip-{n}", sound=n * 64, seconds=1.0) for n in digits]
    checkpoints = [Checkpoint.objects.create(name=f"net-{n}", digest=n * 64, card={}) for n in digits[:5]]
    conditions = [Condition.objects.create(name=each.name, checkpoint=each) for each in checkpoints]
    return list(product(recordings, conditions))


def ask(cells, **changes):
    for recording, condition in cells:
        stimulus_requests.request_stimulus(recording, condition, LOOK | changes, batch="faces")


def work():
    while job := Job.objects.filter(state=State.QUEUED).order_by("created").first():
        run_job(job.pk)


def ready():
    return Stimulus.objects.exclude(video="").count()


def test_fifty_videos_from_fifty_motions(studio, cells):
    ask(cells)
    assert Counter(Job.objects.values_list("kind", "batch")) == {("animate", "faces"): 50}
    work()
    assert ready() == 50
    assert Counter(Job.objects.values_list("kind", "batch")) == {("animate", "faces"): 50, ("render", "faces"): 50}
    assert set(studio.made.values()) == {1}


def test_one_failing_clip_stops_no_other_and_is_tried_again(studio, cells, researcher):
    broken = cells[0][0]
    studio.broken = {("animate", broken.pk)}
    ask(cells)
    work()
    assert ready() == 45
    page = researcher.get("/jobs/batch/faces/").content.decode()
    assert "5 of 95 failed; the others went on without them" in page
    assert f"<h3>recording {broken.pk} has no sound; record it again" in page
    studio.broken = set()
    researcher.post("/jobs/batch/faces/retry/")
    work()
    assert ready() == 50
    assert set(studio.made.values()) == {1}


def test_a_second_avatar_needs_no_second_motion(studio, cells):
    ask(cells[:10])
    ask(cells[:10], avatar="man")
    work()
    ask(cells[:10], avatar="older-woman")
    work()
    kinds = Counter(kind for kind, *_ in studio.made)
    assert kinds == {"animate": 10, "render": 30}
    assert ready() == 30


def test_asking_twice_makes_nothing_twice(studio, cells):
    ask(cells[:5])
    ask(cells[:5])
    work()
    ask(cells[:5])
    assert not Job.objects.active().exists()
    assert set(studio.made.values()) == {1}


def test_who_asks_in_the_moment_a_motion_is_finished_gets_it_too(studio, cells):
    for cell in cells[:10]:
        ask([cell])
        job = Job.objects.get(kind="animate", state=State.QUEUED)
        together(lambda job=job: run_job(job.pk), lambda cell=cell: ask([cell], avatar="man"))
        work()
    assert ready() == 20
    assert Counter(kind for kind, *_ in studio.made) == {"animate": 10, "render": 20}


def together(*actions):
    """Do things at once, each in a thread of its own."""
    barrier = threading.Barrier(len(actions))

    def do(action):
        try:
            barrier.wait()
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as threads:
        for done in [threads.submit(do, action) for action in actions]:
            done.result()
