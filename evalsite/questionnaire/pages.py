"""The next page of a participation: its template and context, and the redirect after the last page.

The recruitment platform that sent a participant registers where they go; this app knows no platform.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import translation

from evalsite.questionnaire import device_check, forms, localization, quality_checks, rating_scales, tokens, workflow
from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.document.document import StudyDocument

State = Participation.State
Context = dict[str, object]

TRIALS_PER_PAGE: Final = 2
"""A page shows one trial, and preloads the video of the next."""


@dataclass(frozen=True)
class Page:
    """A page, named as in `templates/questionnaire/`."""

    name: str
    context: Context = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template's path."""
        return f"questionnaire/{self.name}.html"


def next_page(participation: Participation, *, after_break: str = "", pending: Sequence[Trial] = ()) -> Page:
    """Return the page to show next.

    `after_break` is the position of the trial whose break is over. `pending` are the next trials, if they are loaded
    already.
    """
    document = participation.study.read_document()
    localized = localization.localized_document(document, participation.language)
    with translation.override(participation.language or document.study.language):
        page = _state_page(participation, localized, after_break, pending)
    steps = _preparation_steps(document)
    step = {"step": steps.index(page.name) + 1, "steps": len(steps)} if page.name in steps else {}
    return Page(page.name, base_context(participation, localized) | step | page.context)


def base_context(participation: Participation, document: StudyDocument) -> Context:
    """Return the context that every page of a participation needs."""
    return {
        "document": document,
        "participation": participation,
        "token": tokens.participation_token(participation.pk),
        "languages": localization.language_choices(document),
    }


def _state_page(
    participation: Participation, document: StudyDocument, after_break: str, pending: Sequence[Trial]
) -> Page:
    match participation.state:
        case State.ARRIVED:
            return Page("consent", {"minutes": math.ceil(document.protocol.minutes or 0)})
        case State.CONSENTED:
            return _preparation_page(participation, document)
        case State.STARTED:
            trials = pending or workflow.pending_trials(participation, TRIALS_PER_PAGE)
            return _trial_page(participation, document, after_break, trials)
        case State.COMPLETED if document.after and not participation.after_answers:
            return Page("after_form", {"fields": forms.empty_fields(document.after)})
        case State.COMPLETED:
            return Page("end", {"redirect": completion_redirect(participation)})
        case _:  # screened_out.html, withdrawn.html
            return Page(participation.state, {"redirect": completion_redirect(participation)})


def _preparation_steps(document: StudyDocument) -> list[str]:
    """Return the names of the pages before the first video."""
    return ["consent", "device_check", *(["before_form"] if document.before else []), "instructions"]


def _preparation_page(participation: Participation, document: StudyDocument) -> Page:
    preload: Context = {"preload_trials": workflow.pending_trials(participation)}
    if not device_check.passes(participation.device):
        return Page("device_check", preload | {"device": participation.device})
    if document.before and not participation.before_answers:
        return Page("before_form", preload | {"fields": forms.empty_fields(document.before)})
    return Page("instructions", preload)


def _trial_page(
    participation: Participation, document: StudyDocument, after_break: str, pending: Sequence[Trial]
) -> Page:
    trial, *upcoming = pending[:TRIALS_PER_PAGE]
    progress = _progress(trial, document)
    if trial.break_before and after_break != str(trial.position):
        return Page("break", progress | {"trial": trial, "preload_trials": [trial]})
    questions = rating_scales.scaled_questions(document, trial.questions_in(document))
    buttons = {(each.low, each.high) for each in questions if not each.uses_slider}
    context = {
        "trial": trial,
        "trial_token": tokens.trial_token(participation.pk, trial.position),
        "is_last": not upcoming,
        "preload_trials": upcoming,
        "feedback": _practice_feedback(participation, trial, document),
        "questions": questions,
        "key_low": max((low for low, _ in buttons), default=None),
        "key_high": min((min(high, 9) for _, high in buttons), default=None),
        "zero_is_ten": buttons == {(1, 10)},
    }
    return Page("trial", progress | context)


def _progress(trial: Trial, document: StudyDocument) -> Context:
    total = document.presentation_count
    remaining = total - max(trial.position, 1) + 1
    return {
        "is_practice": trial.kind == Trial.Kind.PRACTICE,
        "rated": max(trial.position - 1, 0),
        "total": total,
        "minutes": math.ceil((document.protocol.minutes or 0) * remaining / total),
    }


def _practice_feedback(participation: Participation, trial: Trial, document: StudyDocument) -> list[str]:
    """Return the feedback on the practice trial before this one."""
    if trial.position > 1:
        return []
    previous = participation.trials.filter(position=trial.position - 1, kind=Trial.Kind.PRACTICE).first()
    return quality_checks.practice_feedback(previous, document) if previous else []


@dataclass(frozen=True)
class CompletionRedirect:
    """The name of a recruitment platform, and the address where it records the completion."""

    platform: str
    url: str


RedirectProvider = Callable[[Participation], CompletionRedirect | None]
_redirect_providers: list[RedirectProvider] = []


def register_redirect_provider(provider: RedirectProvider) -> None:
    """Register a function that returns the redirect if its platform sent the participation, else None."""
    _redirect_providers.append(provider)


def completion_redirect(participation: Participation) -> CompletionRedirect | None:
    """Return where a participation that has ended goes; None if no platform sent it."""
    redirects = (provider(participation) for provider in _redirect_providers)
    return next((redirect for redirect in redirects if redirect), None)
