"""A study's way: draft, pilot, open, paused, closed. Opening checks fairness and freezes what participants will see."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from evalsite.studies import versions
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.media import fairness, gate, materials
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError

State = Study.State
CloseHook = Callable[[Study], object]

_close_hooks: list[CloseHook] = []


def register_close_hook(hook: CloseHook) -> None:
    """Have `hook` called with each study that closes, in the same transaction; call this while Django starts."""
    _close_hooks.append(hook)


def find(slug: str) -> Study:
    """Return the study of that name, or raise InputError."""
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist:
        known = ", ".join(Study.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise InputError(f"there is no study {slug!r}; there are: {known}") from None


def check(document: StudyDocument, folder: Path = Path()) -> list[gate.Finding]:
    """Return what stands in the way of fairness; raise InputError unless all that the document names can be shown."""
    found = materials.of(document, folder).findings(document)
    gate.check_acknowledged(found, document.acknowledged)
    return gate.unacknowledged(found, document.acknowledged)


def create(document: StudyDocument, source: str = "", *, folder: Path = Path()) -> Study:
    """Make a draft and have the worker make the videos that it needs; own files are looked for in `folder`.

    Raises
    ------
    InputError
        If the name is taken, a recording or checkpoint does not exist, or a network was trained on a clip.
    """
    about = document.study
    if Study.objects.filter(slug=about.name).exists():
        raise InputError(f"study.name: there is a study {about.name} already; choose another name")
    needed = materials.of(document, folder)
    materials.keep(needed)
    with transaction.atomic():
        content = document.model_dump(mode="json")
        study = Study.objects.create(slug=about.name, title=about.title, source=source, document=content)
        fill(study, document, needed)
    return study


def fill(study: Study, document: StudyDocument, needed: materials.Materials) -> None:
    """Give a study its videos, and have the worker make those that don't exist."""
    purposes = {clip.name: clip.purpose for clip in document.clips}
    for (label, clip), stimulus in materials.request(document, needed).items():
        StudyStimulus.objects.create(study=study, condition=label, clip=clip, stimulus=stimulus, purpose=purposes[clip])


@transaction.atomic
def pilot(study: Study) -> Study:
    """Let participants in whose answers are kept apart and never tested; all but the videos may still be changed.

    Raises
    ------
    InputError
        If the study is no draft, a video is not ready, or the videos are not fair to all conditions.
    """
    study = locked(study, State.DRAFT)
    versions.record(study, fairness.check(study), note="the pilot began")
    return _move(study, State.PILOT)


@transaction.atomic
def open(study: Study) -> Study:  # noqa: A001 - the word for it
    """Open a draft or end its pilot: from now on only texts may change, and participants may take part.

    Raises
    ------
    InputError
        If the study was open before, a video is not ready, or the videos are not fair to all conditions.
    """
    study = locked(study, State.DRAFT, State.PILOT)
    versions.record(study, fairness.check(study), note="the study opened")
    return _move(study, State.OPEN, opened=timezone.now())


@transaction.atomic
def pause(study: Study) -> Study:
    """Let nobody in for a while; whoever has begun may finish. Raises InputError if the study is not open."""
    return _move(locked(study, State.OPEN), State.PAUSED)


@transaction.atomic
def resume(study: Study) -> Study:
    """Let participants in again. Raises InputError if the study is not paused."""
    return _move(locked(study, State.PAUSED), State.OPEN)


@transaction.atomic
def close(study: Study) -> Study:
    """Close a study: nobody can answer any more, and results may be looked at.

    Waits for answers that are just being written; those that come later see that the study is closed.

    Raises
    ------
    InputError
        If the study is neither open nor paused.
    """
    study = _move(locked(study, State.OPEN, State.PAUSED), State.CLOSED, closed=timezone.now())
    for hook in _close_hooks:
        hook(study)
    return study


def locked(study: Study, *wanted: Study.State) -> Study:
    """Return the study, held until the transaction ends; raise InputError if it is in none of the wanted states."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state not in wanted:
        raise InputError(
            f"study {study.slug} is {study.state}, not {' or '.join(wanted)}; manage.py study list shows all"
        )
    return study


def _move(study: Study, state: Study.State, **times: datetime) -> Study:
    study.state = state
    for name, value in times.items():
        setattr(study, name, value)
    study.save(update_fields=["state", *times])
    return study
