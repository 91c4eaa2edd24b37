"""Seals a study's pre-registration: on request before it opens, and whenever it opens with another plan."""

import hashlib
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from analysis.plan import Payment, Plan
from analysis.preregistration.seal import SealedPreregistration, parse_sealed, seal_text
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.models import AllocationLock, Preregistration, Study
from evalsite.studies.preregistration_text import describe_study
from face.errors import InputError

NOBODY = "When this text was sealed, nobody had taken part in the study."


def document_preregistration(document: StudyDocument, collected: tuple[str, ...] = ()) -> str:
    """Return the text of a study document, sealed now."""
    plan = document.analysis_plan
    return seal_text(_text(document, plan, collected), plan, datetime.now(UTC))


@transaction.atomic
def seal(study: Study) -> Preregistration:
    """Seal the text of a study that has not opened; what was sealed before with the same content stays.

    Raises
    ------
    InputError
        If the study has opened: a text written now would be no pre-registration.
    """
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.state not in (Study.State.DRAFT, Study.State.PILOT):
        raise InputError(
            f"study {study.slug} is {study.state}: what is written after it opened is no pre-registration; "
            f"{'its sealed text is on its page' if latest(study) else 'it opened without one'}"
        )
    return seal_for_opening(study)


def seal_for_opening(study: Study) -> Preregistration:
    """Seal the study's text, unless the newest one has the same content; the caller has locked the study."""
    document = study.read_document()
    plan = document.analysis_plan
    unpaid = document.model_copy(update={"payment": Payment()})
    content = _sha256(_text(unpaid, unpaid.analysis_plan, ()))
    newest = latest(study)
    if newest and newest.content_sha256 == content:
        return newest
    moment = timezone.now()
    sealed = parse_sealed(seal_text(_text(document, plan, _collected(study)), plan, moment), "the new text")
    return Preregistration.objects.create(
        study=study,
        document=sealed.document,
        text_sha256=sealed.text_sha256,
        plan_sha256=sealed.plan_sha256,
        content_sha256=content,
        sealed=moment,
    )


def latest(study: Study) -> Preregistration | None:
    """Return the text that was sealed last; None if a study opened before there were any."""
    return study.preregistrations.first()


def latest_sealed(study: Study) -> SealedPreregistration | None:
    """Return what the text holds that was sealed last."""
    newest = latest(study)
    return parse_sealed(newest.document, f"the pre-registration of {study.slug}") if newest else None


def _text(document: StudyDocument, plan: Plan, collected: tuple[str, ...]) -> str:
    """Return the text; the forecast of its power loads scipy, which nothing else in the web process needs."""
    from analysis.power.planned_tests import planned_size, planned_tests  # noqa: PLC0415 - see above
    from analysis.preregistration.text import preregistration_text  # noqa: PLC0415

    description = describe_study(document, collected)
    size = planned_size(plan, len(document.conditions), len(document.rated_clips))
    power = planned_tests(plan, size) if plan.analysis.contrasts else []
    return preregistration_text(plan, description, power)


def _collected(study: Study) -> tuple[str, ...]:
    pilot = AllocationLock.objects.filter(study=study, pilot=True).values_list("arrivals", flat=True).first()
    if not pilot:
        return (NOBODY,)
    people = "1 person" if pilot == 1 else f"{pilot} people"
    return (NOBODY, f"{people} had begun its pilot, whose data are kept apart and never tested.")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
