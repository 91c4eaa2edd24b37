"""Trials with a known answer, and the rules that leave a participation out; none looks at a condition under test."""

from collections.abc import Mapping
from statistics import median

from django.utils.translation import gettext as _

from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.file.checks import Check, Practice, Range
from evalsite.studies.file.document import StudyDocument

Kind = Trial.Kind


def entry_of(trial: Trial, document: StudyDocument) -> Check | Practice | None:
    """Return the entry of `[[checks]]` or `[[practice]]` that a trial shows."""
    if not trial.entry:
        return None
    table = document.practice if trial.kind == Kind.PRACTICE else document.checks
    return table[int(trial.entry)]


def right_answer(trial: Trial, document: StudyDocument) -> int | None:
    """Return the number that an instructed check asks for; None where a trial asks for an opinion."""
    entry = entry_of(trial, document)
    return entry.passing[0] if isinstance(entry, Check) and trial.kind == Kind.INSTRUCTED else None


def passes(trial: Trial, answers: Mapping[str, int], document: StudyDocument) -> bool | None:
    """Return whether the answers by region are as expected; None where nothing is."""
    entry = entry_of(trial, document)
    wanted = entry.passing if isinstance(entry, Check) else entry and entry.expected
    if not entry or not wanted:
        return None
    about = [answers[entry.region]] if entry.region else answers.values()
    return all(wanted[0] <= value <= wanted[1] for value in about)


def feedback(trial: Trial, document: StudyDocument) -> list[str]:
    """Return what is said to a participant on the page after this trial; only practice is talked about."""
    entry = entry_of(trial, document)
    if not isinstance(entry, Practice):
        return []
    told = [_told(entry.expected, agrees=bool(trial.passed))] if entry.expected else []
    return told + ([entry.note] if entry.note else [])


def _told(expected: Range, *, agrees: bool) -> str:
    low, high = expected
    if agrees:
        return _("Most people answer as you did.")
    if low == high:
        return _("Most people choose %(low)d here.") % {"low": low}
    return _("Most people choose %(low)d to %(high)d here.") % {"low": low, "high": high}


def rule_against(participation: Participation, document: StudyDocument) -> str:
    """Return the rule by which a completed participation is left out; empty if it is not."""
    trials = list(participation.trials.select_related("stimulus__stimulus").order_by("position"))
    checks = [trial for trial in trials if trial.kind in (Kind.GOLD, Kind.INSTRUCTED)]
    failed = [trial.kind for trial in checks if trial.passed is False]
    if checks and len(failed) >= min(document.protocol.failed_checks, len(checks)):
        return ", ".join(dict.fromkeys(failed))
    pauses = [pause for trial in trials if trial.kind == Kind.MAIN and (pause := _pause(trial)) is not None]
    return "fast" if pauses and median(pauses) < document.protocol.fastest else ""


def _pause(trial: Trial) -> float | None:
    """Return how many seconds after the end of the video the answer came."""
    if trial.begun is None or trial.answered is None:
        return None
    return (trial.answered - trial.begun).total_seconds() - (trial.stimulus.stimulus.seconds or 0.0)
