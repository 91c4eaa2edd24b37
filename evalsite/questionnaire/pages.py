"""What is next for a participation: the page's template, and what stands on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import translation

from evalsite.questionnaire import completion_redirect, device_check, forms, localization, tokens, workflow
from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.file.consistency import BUTTONS
from evalsite.studies.file.document import StudyDocument

State = Participation.State
Context = dict[str, object]


@dataclass(frozen=True)
class Step:
    """A page, named as in `templates/questionnaire/`."""

    name: str
    context: Context = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template's name."""
        return f"questionnaire/{self.name}.html"


def of(participation: Participation, *, rested: str = "", ahead: Sequence[Trial] = ()) -> Step:
    """Return the next step; `rested` is the position before which the participant has had their break.

    `ahead` are the next two trials, for who knows them already.
    """
    document = participation.study.read()
    shown = localization.translated(document, participation.language)
    with translation.override(participation.language or document.study.language):
        step = _step(participation, shown, rested, ahead)
    ways = _preparation(document)
    place = {"step": ways.index(step.name) + 1, "steps": len(ways)} if step.name in ways else {}
    return Step(step.name, common(participation, shown) | place | step.context)


def common(participation: Participation, shown: StudyDocument) -> Context:
    """Return what every page of a participation shows."""
    return {
        "document": shown,
        "participation": participation,
        "token": tokens.participation_token(participation.pk),
        "languages": localization.choices(shown),
    }


def _step(participation: Participation, shown: StudyDocument, rested: str, ahead: Sequence[Trial]) -> Step:
    match participation.state:
        case State.ARRIVED:
            return Step("consent")
        case State.CONSENTED:
            return _prepared(participation, shown)
        case State.STARTED:
            return _trial(participation, shown, rested, ahead or workflow.upcoming(participation, workflow.AHEAD))
        case State.COMPLETED if shown.after and not participation.after:
            return Step("after", {"fields": forms.empty(shown.after)})
        case State.COMPLETED:
            return Step("end", {"farewell": completion_redirect.of(participation)})
        case _:
            return Step(participation.state, {"farewell": completion_redirect.of(participation)})


def _preparation(document: StudyDocument) -> list[str]:
    """Return the pages before the first video."""
    return ["consent", "check", *(["before"] if document.before else []), "instructions"]


def _prepared(participation: Participation, shown: StudyDocument) -> Step:
    ahead: Context = {"ahead": workflow.upcoming(participation)}
    if not device_check.passes(participation.device):
        return Step("check", ahead | {"device": participation.device})
    if shown.before and not participation.before:
        return Step("before", ahead | {"fields": forms.empty(shown.before)})
    return Step("instructions", ahead)


def _trial(participation: Participation, shown: StudyDocument, rested: str, upcoming: Sequence[Trial]) -> Step:
    trial, *ahead = upcoming
    place = _place(trial, shown)
    if trial.break_before and rested != str(trial.position):
        return Step("break", place | {"trial": trial, "ahead": [trial]})
    low, high = shown.design.scale
    asked = {
        "trial": trial,
        "start": tokens.start_token(participation.pk, trial.position),
        "questions": trial.asked_questions(shown),
        "scale": range(low, high + 1),
        "ends": (low, high),
        "keys": min(high, 9),
        "slider": high > BUTTONS,
        "middle": (low + high) // 2,
        "feedback": workflow.feedback(participation, trial, shown),
    }
    return Step("trial", place | asked | {"ahead": ahead, "last": not ahead})


def _place(trial: Trial, shown: StudyDocument) -> Context:
    """Return how far the participant is."""
    total = shown.showings
    left = total - max(trial.position, 1) + 1
    return {
        "practice": trial.kind == Trial.Kind.PRACTICE,
        "rated": max(trial.position - 1, 0),
        "total": total,
        "minutes": math.ceil(shown.protocol.minutes * left / total),
    }
