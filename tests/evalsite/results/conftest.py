"""Builds studies in every state, quickly and without videos."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.results import snapshots
from evalsite.results.models import Snapshot
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.studies.document import document
from evalsite.studies.models import Study, StudyStimulus

CONDITIONS = ("original", "separate-1", "joint-1")
CACHE: dict[str, Any] = {}
RENDER_SETTINGS = {"avatar": "anny", "size": [512, 512], "fps": 25}


def make_study(slug: str = "first", *, state: str = "open", clips: int = 2, ready: bool = True, **tables) -> Study:
    """Make a study with the demo's three conditions; `tables` replaces tables of its document."""
    content = {
        "study": {"name": slug, "title": f"Study {slug}"},
        "conditions": [{"name": "original", "original": True}]
        + [{"name": name, "checkpoint": name} for name in CONDITIONS[1:]],
        "clips": [{"name": f"clip-{number}", "recording": f"synthetic/{number}"} for number in range(clips)],
        "analysis": {"contrasts": {"joint - separate": {"joint-1": 1, "separate-1": -1}}},
        "design": {"raters": 4},
    } | tables
    found = document.load_document(content)
    moment = timezone.now()
    study = Study.objects.create(
        slug=slug,
        title=found.study.title,
        document=found.model_dump(mode="json"),
        state=state,
        digest="" if state == "draft" else "f" * 64,
        opened=None if state == "draft" else moment,
        closed=moment if state == "closed" else None,
    )
    for clip in found.clips:
        for condition in found.conditions:
            stimulus = _stimulus(condition.name, clip.recording, ready=ready)
            StudyStimulus.objects.create(study=study, condition=condition.name, clip=clip.name, stimulus=stimulus)
    return study


def rate_study(study: Study, raters: int = 4, *, simulated: bool = False, effect: float = 1.0, seed: int = 0) -> None:
    """Have raters complete the study; joint-1 is rated `effect` points above separate-1."""
    chance, found = Random(seed), study.read_document()
    stimuli = list(study.stimuli.order_by("pk"))
    effects = dict(zip(CONDITIONS, (2.0, 0.0, effect), strict=True))
    for _ in range(raters):
        person, trials = _completed_participation(study, stimuli, simulated=simulated)
        rater_mean = chance.gauss(5, 1)
        Trial.objects.bulk_create(trials)
        Rating.objects.bulk_create(
            Rating(
                trial=trial,
                question=question,
                value=_random_rating(rater_mean + effects[trial.stimulus.condition], found.scale_of(question), chance),
            )
            for trial in trials
            for question in found.question_names
        )
        person.save()


def _random_rating(mean: float, scale: tuple[int, int], chance: Random) -> int:
    return min(scale[1], max(scale[0], round(chance.gauss(mean, 1.2))))


def _completed_participation(
    study: Study, stimuli: list[StudyStimulus], *, simulated: bool
) -> tuple[Participation, list[Trial]]:
    end = timezone.now()
    person = Participation.objects.create(study=study, simulated=simulated)
    person.state, person.consented_at, person.completed_at = "completed", end, end
    person.started_at = end - timedelta(minutes=4)
    trials = [
        Trial(
            participation=person,
            position=position,
            stimulus=stimulus,
            playback_started_at=end - timedelta(seconds=9),
            answered_at=end,
            valid=True,
        )
        for position, stimulus in enumerate(stimuli, start=1)
    ]
    return person, trials


def _stimulus(name: str, recording_name: str, *, ready: bool) -> Stimulus:
    recording, _ = Recording.objects.get_or_create(
        name=recording_name, defaults={"sound": "5" * 64, "motion": "6" * 64, "seconds": 3.0}
    )
    checkpoint = None
    if name != "original":
        checkpoint, _ = Checkpoint.objects.get_or_create(name=name, defaults={"digest": name, "card": {}})
    condition, _ = Condition.objects.get_or_create(name=name, defaults={"checkpoint": checkpoint})
    wanted = {"recording": recording, "condition": condition, "settings": RENDER_SETTINGS, "seconds": 3.0}
    made = {"video": "7" * 64 if ready else ""}
    key = f"{name} {recording_name} {ready}"
    return Stimulus.objects.get_or_create(key=key, defaults=wanted | made)[0]


@pytest.fixture
def study_maker(db) -> Callable[..., Study]:
    return make_study


@pytest.fixture
def closed_study(db) -> Study:
    """Return a closed study that four raters completed; its results are computed once for all tests."""
    study = make_study(state="closed")
    rate_study(study)
    if "results" not in CACHE:
        CACHE["results"] = snapshots.ensure_snapshot(study).results
    else:
        versions = {key: CACHE["results"][key] for key in ("schema", "program")}
        Snapshot.objects.create(study=study, results=CACHE["results"], ratings_sha256="0" * 64, **versions)
    return study


@pytest.fixture
def rate() -> Callable[..., None]:
    return rate_study
