"""The states of a study: draft, pilot, open, paused, closed. Opening freezes what participants will see."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from evalsite.studies import preregistration, terms
from evalsite.studies.document.document import StudyDocument, stored_digest
from evalsite.studies.document.legacy import COMPUTED
from evalsite.studies.duration import estimate_duration
from evalsite.studies.media import cell_requests, findings, opening_checks, source_media, stored_findings
from evalsite.studies.models import Study, StudyStimulus, StudyVersion
from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange

State = Study.State
CloseHook = Callable[[Study], object]

_close_hooks: list[CloseHook] = []


def register_close_hook(hook: CloseHook) -> None:
    """Call `hook` with each study that closes, in the same transaction; register it while Django starts."""
    _close_hooks.append(hook)


def get_study(slug: str) -> Study:
    """Return the study of that name, or raise InputError."""
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist:
        known = ", ".join(Study.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise InputError(f"there is no study {slug!r}; there are: {known}") from None


def check_document(
    document: StudyDocument, folder: Path = Path(), progress: ProgressCallback = no_progress
) -> findings.Findings:
    """Return everything that is wrong, different or worth a note; imported files are looked for in `folder`."""
    return findings.survey(document, folder, progress)[1]


def create(
    document: StudyDocument, source: str = "", *, folder: Path = Path(), progress: ProgressCallback = no_progress
) -> Study:
    """Create a draft and request its videos; imported files are looked for in `folder`.

    Raises
    ------
    InputError
        If the name is taken, a recording or checkpoint does not exist, or a network was trained on a clip.
    """
    table = document.study
    if Study.objects.filter(slug=table.name).exists():
        raise InputError(f"study.name: there is a study {table.name} already; choose another name")
    media, found = prepare_media(document, folder, progress)
    with transaction.atomic():
        stored = media.document.to_stored()
        study = Study.objects.create(
            slug=table.name, title=table.title, source=source, document=stored, findings=found.model_dump(mode="json")
        )
        add_stimuli(study, media)
    return study


def prepare_media(
    document: StudyDocument, folder: Path, progress: ProgressCallback = no_progress
) -> tuple[source_media.SourceMedia, stored_findings.StoredFindings]:
    """Return a study's sources, the videos copied into the store, and what the draft's page shows of the findings.

    Takes a while, so not within a transaction.

    Raises
    ------
    InputError
        If a source is missing or broken, or the document acknowledges what does not differ.
    """
    media, found = findings.survey(document, folder, subrange(progress, 0, 0.8))
    found.raise_errors()
    media.store_videos(subrange(progress, 0.8, 0.9))
    progress(0.9, "taking pictures of the videos")
    return media, stored_findings.findings_with_pictures(media, found)


def add_stimuli(study: Study, media: source_media.SourceMedia) -> None:
    """Add a study's stimuli; enqueue jobs for those that don't exist."""
    purposes = {clip.name: clip.purpose for clip in media.document.clips}
    for cell, stimulus in cell_requests.request_stimuli(media).items():
        StudyStimulus.objects.create(
            study=study, condition=cell.condition, clip=cell.clip, stimulus=stimulus, purpose=purposes[cell.clip]
        )


@transaction.atomic
def pilot(study: Study) -> Study:
    """Start the pilot: its data are kept apart and never analysed, and everything but the videos can still be changed.

    Raises
    ------
    InputError
        If the study is no draft, a video is not ready, or a difference between videos is not acknowledged.
    """
    study = lock_study(study, State.DRAFT)
    stimuli = opening_checks.check_stimuli(study)
    write_terms(study)
    record_version(study, stimuli, note="the pilot began")
    return _set_state(study, State.PILOT)


@transaction.atomic
def open(study: Study) -> Study:  # noqa: A001 - the word for it
    """Open a draft or end its pilot: participants may take part, and from now on only texts may change.

    Its pre-registration is sealed, unless that was done before and the plan is the same.

    Raises
    ------
    InputError
        If the study was open before, a video is not ready, or a difference between videos is not acknowledged.
    """
    study = lock_study(study, State.DRAFT, State.PILOT)
    stimuli = opening_checks.check_stimuli(study)
    write_terms(study)
    record_version(study, stimuli, note="the study opened")
    preregistration.seal_for_opening(study)
    return _set_state(study, State.OPEN, opened=timezone.now())


@transaction.atomic
def pause(study: Study) -> Study:
    """Admit nobody for a while; participants may finish. Raises InputError if the study is not open."""
    return _set_state(lock_study(study, State.OPEN), State.PAUSED)


@transaction.atomic
def resume(study: Study) -> Study:
    """Admit participants again. Raises InputError if the study is not paused."""
    return _set_state(lock_study(study, State.PAUSED), State.OPEN)


@transaction.atomic
def close(study: Study) -> Study:
    """Close a study: nobody can answer any more, and the results are shown.

    Waits for answers that are being written; later ones find the study closed.

    Raises
    ------
    InputError
        If the study is neither open nor paused.
    """
    study = _set_state(lock_study(study, State.OPEN, State.PAUSED), State.CLOSED, closed=timezone.now())
    for hook in _close_hooks:
        hook(study)
    return study


def lock_study(study: Study, *allowed: Study.State) -> Study:
    """Return the study, locked until the transaction ends; raise InputError unless its state is allowed."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state not in allowed:
        raise InputError(
            f"study {study.slug} is {study.state}, not {' or '.join(allowed)}; manage.py study list shows all"
        )
    return study


def write_terms(study: Study) -> None:
    """Write into a study's document what participants are told and paid, where its file leaves that open."""
    computed = study.document.get(COMPUTED, [])
    document = terms.without_computed(study.read_document(), computed)
    keys = terms.open_keys(document)
    told = terms.document_terms(document, estimate_duration(study, document))
    study.document = terms.with_told_terms(study.document, told, keys)
    study.save(update_fields=["document"])


def record_version(study: Study, stimuli: Sequence[StudyStimulus], *, note: str) -> None:
    """Record the document, with the digest of it and its videos, as the study's next version."""
    videos = [(each.condition, each.clip, each.stimulus.video) for each in stimuli]
    study.digest = stored_digest(study.document, videos)
    study.version = study.versions.count() + 1
    study.save(update_fields=["digest", "version"])
    StudyVersion.objects.create(
        study=study, number=study.version, document=study.document, digest=study.digest, note=note
    )


def _set_state(study: Study, state: Study.State, **times: datetime) -> Study:
    study.state = state
    for name, value in times.items():
        setattr(study, name, value)
    study.save(update_fields=["state", *times])
    return study
