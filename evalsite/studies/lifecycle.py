"""A study's way from draft to open to closed. Opening checks fairness and freezes what participants will see."""

from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from evalsite.stimuli import catalog
from evalsite.studies import document as study_document
from evalsite.studies import materials
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


def check(document: StudyDocument) -> None:
    """Raise InputError unless the recordings and checkpoints that the document names exist, and can be shown."""
    materials.of(document)


@transaction.atomic
def create(document: StudyDocument, source: str = "") -> Study:
    """Make a draft and have the worker make the videos that it needs.

    Raises
    ------
    InputError
        If the name is taken, a recording or checkpoint does not exist, or a network was trained on a clip.
    """
    about = document.study
    if Study.objects.filter(slug=about.name).exists():
        raise InputError(f"study.name: there is a study {about.name} already; choose another name")
    recordings, conditions = materials.of(document)
    content = document.model_dump(mode="json")
    study = Study.objects.create(slug=about.name, title=about.title, source=source, document=content)
    look = document.render.settings()
    for clip in document.clips:
        for label in document.conditions_of(clip):
            stimulus = catalog.request(recordings[clip.name], conditions[label], look, batch=about.name)
            StudyStimulus.objects.create(
                study=study, condition=label, clip=clip.name, stimulus=stimulus, purpose=clip.purpose
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
    cells = list(study.stimuli.select_related("stimulus").order_by("clip", "condition"))
    _check_ready(study, cells)
    _check_fair(study, cells)
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


def _made_by(cell: StudyStimulus) -> tuple[object, ...]:
    made = cell.stimulus.provenance
    return (cell.stimulus.settings, *(made.get(key) for key in ("gl_renderer", "ffmpeg", "arguments")))


def _check_ready(study: Study, cells: list[StudyStimulus]) -> None:
    missing = [str(cell) for cell in cells if not cell.stimulus.is_ready]
    if missing:
        raise InputError(
            f"study {study.slug} can't open: {len(missing)} of {len(cells)} videos are not ready "
            f"(first {missing[0]}); see manage.py jobs, and try again when they are done"
        )


def _check_fair(study: Study, cells: list[StudyStimulus]) -> None:
    """Raise InputError unless a clip's videos are equally long, to half a frame, and all videos look alike."""
    frame = 1 / study.read().render.fps
    for cell, other in pairwise(cells):
        if _made_by(cell) != _made_by(other):
            raise InputError(
                f"study {study.slug} can't open: {cell} and {other} were rendered with different settings or by "
                "different programs; have all its videos made on machines with the same graphics and ffmpeg"
            )
        lengths = (cell.stimulus.seconds or 0.0, other.stimulus.seconds or 0.0)
        if cell.clip == other.clip and abs(lengths[0] - lengths[1]) > frame / 2:
            raise InputError(
                f"study {study.slug} can't open: {cell} lasts {lengths[0]:.3f} s and {other} {lengths[1]:.3f} s; "
                "videos of one clip must be equally long"
            )
