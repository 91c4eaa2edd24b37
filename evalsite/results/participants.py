"""The table of those who took part: what they said about themselves, on what they watched, and how it ended."""

from collections.abc import Iterator
from typing import Any, Final

from evalsite.questionnaire.device_check import Device
from evalsite.questionnaire.models import Participation
from evalsite.results.raters import minutes_of
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.models import Study

State = Participation.State
FIXED: Final = ("rater", "state", "excluded_by", "screened_by", "language", "minutes", "simulated")
DEVICE: Final = (*Device.model_fields, "tries")


def columns(document: StudyDocument) -> tuple[str, ...]:
    """Return the columns' names; a form's questions have their own names."""
    return (
        *FIXED,
        *(f"device_{name}" for name in DEVICE),
        *(each.name for each in (*document.before, *document.after)),
    )


def rows(study: Study) -> Iterator[tuple[Any, ...]]:
    """Return one row for each who consented and did not have everything deleted; the pilot's are not among them."""
    document = study.read()
    people = study.participations.filter(pilot=False, consented__isnull=False)
    for person in people.exclude(state=State.WITHDRAWN, kept=False).order_by("consented", "code"):
        yield (
            *(person.code, person.state, person.excluded_by, person.screened_by, person.language),
            *(minutes_of(person), int(person.simulated)),
            *(person.device.get(name) for name in DEVICE),
            *(person.before.get(question.name) for question in document.before),
            *(person.after.get(question.name) for question in document.after),
        )
