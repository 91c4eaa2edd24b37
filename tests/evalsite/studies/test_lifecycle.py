"""Draft, pilot, open, paused, closed: what must hold before participants come in."""

import pytest
from django.db import IntegrityError

from evalsite.jobs.models import Job
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording, Stimulus
from evalsite.studies import lifecycle
from evalsite.studies.document import document
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError

pytestmark = pytest.mark.django_db

TABLES = {
    "study": {"name": "faces", "title": "How natural?"},
    "conditions": [{"name": "measured", "original": True}, {"name": "joint", "checkpoint": "joint-1-demo"}],
    "clips": [{"name": "a", "recording": "corpus/a"}, {"name": "b", "recording": "corpus/b"}],
}


@pytest.fixture
def recordings_and_checkpoint():
    for name in "ab":
        Recording.objects.create(name=f"corpus/{name}", sound=name * 64, motion="m" * 64, seconds=3.0)
    Checkpoint.objects.create(name="joint-1-demo", digest="c" * 64, card={})


@pytest.fixture
def study(recordings_and_checkpoint) -> Study:
    return lifecycle.create(document.load_document(TABLES), source="as written")


def finish_videos() -> None:
    for stimulus in Stimulus.objects.all():
        stimulus.video, stimulus.seconds = f"{stimulus.pk:064}", 3.0
        stimulus.save()


def test_creating_a_draft_requests_its_videos(study):
    assert study.state == "draft"
    assert {(cell.condition, cell.clip) for cell in study.stimuli.all()} == {
        (condition, clip) for condition in ("measured", "joint") for clip in "ab"
    }
    assert Job.objects.filter(kind="animate", batch="faces").count() == 4
    joint = study.stimuli.filter(condition="joint").first().stimulus
    assert joint.condition.checkpoint.name == "joint-1-demo"
    assert joint.settings["fps"] == 25
    assert study.source == "as written"


def test_two_studies_share_their_videos(study):
    other = TABLES | {"study": {"name": "again", "title": "Again"}}
    lifecycle.create(document.load_document(other))
    assert Stimulus.objects.count() == 4
    assert Job.objects.count() == 4
    assert Condition.objects.count() == 2


@pytest.mark.parametrize(
    "gone", [{"model": Recording, "name": "corpus/b"}, {"model": Checkpoint, "name": "joint-1-demo"}]
)
def test_a_missing_source_stops_creation_without_a_trace(recordings_and_checkpoint, gone):
    gone["model"].objects.filter(name=gone["name"]).delete()
    errors = lifecycle.check_document(document.load_document(TABLES)).errors
    assert len(errors) == 1
    assert gone["name"] in errors[0]
    with pytest.raises(InputError, match=gone["name"]):
        lifecycle.create(document.load_document(TABLES))
    assert not Study.objects.exists()
    assert not Job.objects.exists()


def test_a_duplicate_name_is_refused(study):
    with pytest.raises(InputError, match=r"study\.name.*already"):
        lifecycle.create(document.load_document(TABLES))


def test_opening_freezes_the_document(study):
    finish_videos()
    study = lifecycle.open(study)
    assert study.is_open
    assert study.opened
    assert len(study.digest) == 64
    with pytest.raises(InputError, match="is open, not draft or pilot"):
        lifecycle.open(study)


def test_closing_a_study(study):
    with pytest.raises(InputError, match="is draft, not open or paused"):
        lifecycle.close(study)
    finish_videos()
    closed = lifecycle.close(lifecycle.open(study))
    assert closed.state == "closed"
    assert closed.closed >= closed.opened
    with pytest.raises(InputError, match="is closed, not open or paused"):
        lifecycle.close(study)


def test_opening_needs_every_video(study):
    finish_videos()
    Stimulus.objects.filter(pk=study.stimuli.first().stimulus_id).update(video="")
    with pytest.raises(InputError, match="1 of 4 videos are not ready"):
        lifecycle.open(study)
    assert lifecycle.get_study("faces").state == "draft"


UNFAIR = [({"seconds": 3.04}, "equally long"), ({"settings": {"fps": 30}}, "different settings")]


@pytest.mark.parametrize(("change", "why"), UNFAIR)
def test_opening_refuses_unequal_videos(study, change, why):
    finish_videos()
    Stimulus.objects.filter(pk=study.stimuli.last().stimulus_id).update(**change)
    with pytest.raises(InputError, match=why):
        lifecycle.open(study)


def test_clips_may_differ_in_length(study):
    finish_videos()
    Stimulus.objects.filter(recording__name="corpus/a").update(seconds=4.5)
    assert lifecycle.open(study).is_open


def test_an_unknown_study_lists_the_known_ones(study):
    with pytest.raises(InputError, match="there are: faces"):
        lifecycle.get_study("face")


def test_a_condition_has_one_video_per_clip(study):
    cell = study.stimuli.first()
    with pytest.raises(IntegrityError):
        StudyStimulus.objects.create(study=study, condition=cell.condition, clip=cell.clip, stimulus=cell.stimulus)


def test_a_clip_that_a_network_was_trained_on_is_refused(recordings_and_checkpoint):
    corpus = Corpus.objects.create(name="corpus", kind="synthetic", digest="d" * 64, folder="", turns=2)
    Recording.objects.update(corpus=corpus)
    Checkpoint.objects.update(card={"corpus_sha256": "d" * 64, "test_turns": ["a"]})
    with pytest.raises(InputError, match="clip b: checkpoint joint-1-demo was trained on corpus/b"):
        lifecycle.create(document.load_document(TABLES))


def test_videos_rendered_by_different_programs_are_refused(study):
    finish_videos()
    one = Stimulus.objects.first()
    one.provenance = {"gl_renderer": "another card"}
    one.save()
    with pytest.raises(InputError, match="by different programs"):
        lifecycle.open(study)


def test_every_state_transition(study):
    finish_videos()
    states = [move(study).state for move in (lifecycle.pilot, lifecycle.open, lifecycle.pause, lifecycle.resume)]
    assert [*states, lifecycle.close(study).state] == ["pilot", "open", "paused", "open", "closed"]
    assert [(each.number, each.note) for each in study.versions.order_by("number")] == [
        (1, "the pilot began"),
        (2, "the study opened"),
    ]


WRONG_MOVES = [
    (("pause",), "is draft, not open"),
    (("resume",), "is draft, not paused"),
    (("pilot", "pilot"), "is pilot, not draft"),
    (("pilot", "close"), "is pilot, not open or paused"),
    (("open", "pilot"), "is open, not draft"),
    (("open", "resume"), "is open, not paused"),
    (("open", "pause", "open"), "is paused, not draft or pilot"),
    (("open", "pause", "close", "resume"), "is closed, not paused"),
]


@pytest.mark.parametrize(("moves", "why"), WRONG_MOVES)
def test_invalid_transitions_are_refused(study, moves, why):
    finish_videos()
    for move in moves[:-1]:
        getattr(lifecycle, move)(study)
    with pytest.raises(InputError, match=why):
        getattr(lifecycle, moves[-1])(study)


def test_a_pilot_needs_every_video(study):
    with pytest.raises(InputError, match="4 of 4 videos are not ready"):
        lifecycle.pilot(study)


def test_practice_and_check_clips_are_rendered_only_for_their_conditions(recordings_and_checkpoint):
    Recording.objects.create(name="corpus/c", sound="c" * 64, motion="m" * 64, seconds=3.0)
    extra = {"name": "warm-up", "recording": "corpus/c", "purpose": "practice"}
    tables = TABLES | {"clips": [*TABLES["clips"], extra], "practice": [{"condition": "measured"}]}
    result = lifecycle.create(document.load_document(tables))
    assert result.stimuli.count() == 5
    assert result.stimuli.get(clip="warm-up").purpose == "practice"
