"""A study's way from draft to open to closed. Opening checks fairness and freezes what participants will see."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from evalsite.studies import document as study_document
from evalsite.studies import fairness, gate, materials
from evalsite.studies.document import StudyDocument
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError


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
        purposes = {clip.name: clip.purpose for clip in document.clips}
        for (label, clip), stimulus in materials.request(document, needed).items():
            StudyStimulus.objects.create(
                study=study, condition=label, clip=clip, stimulus=stimulus, purpose=purposes[clip]
            )
    return study


@transaction.atomic
def open(study: Study) -> Study:  # noqa: A001 - the word for it
    """Open a draft: from now on document and videos are fixed, and participants may take part.

    Raises
    ------
    InputError
        If the study is no draft, a video is not ready, or the videos are not fair to all conditions.
    """
    study = _locked(study, Study.State.DRAFT)
    cells = fairness.check(study)
    videos = [(cell.condition, cell.clip, cell.stimulus.video) for cell in cells]
    study.digest = study_document.digest(study.read(), videos)
    return _move(study, Study.State.OPEN, opened=timezone.now())


@transaction.atomic
def close(study: Study) -> Study:
    """Close an open study: nobody can answer any more, and results may be looked at.

    Raises
    ------
    InputError
        If the study is not open.
    """
    return _move(_locked(study, Study.State.OPEN), Study.State.CLOSED, closed=timezone.now())


def _locked(study: Study, wanted: Study.State) -> Study:
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state != wanted:
        raise InputError(f"study {study.slug} is {study.state}, not {wanted}; manage.py study list shows all")
    return study


def _move(study: Study, state: Study.State, **times: datetime) -> Study:
    study.state = state
    for name, value in times.items():
        setattr(study, name, value)
    study.save(update_fields=["state", "digest", *times])
    return study
