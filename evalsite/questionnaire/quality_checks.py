"""Attention checks, practice feedback and exclusion rules; none of them depends on the condition under test."""

from collections.abc import Mapping
from statistics import median

from django.utils.translation import gettext as _

from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.practice_and_checks import AnswerRange, Check, Practice

Kind = Trial.Kind


def study_entry(trial: Trial, document: StudyDocument) -> Check | Practice | None:
    """Return the entry of `[[checks]]` or `[[practice]]` that a trial was created from."""
    if not trial.entry_number:
        return None
    entries = document.practice if trial.kind == Kind.PRACTICE else document.checks
    return entries[int(trial.entry_number)]


def instructed_answer(trial: Trial, document: StudyDocument) -> int | None:
    """Return the number that an instructed check asks for; None for any other trial."""
    entry = study_entry(trial, document)
    return entry.passing_range[0] if isinstance(entry, Check) and trial.kind == Kind.INSTRUCTED else None


def check_passed(trial: Trial, answers: Mapping[str, int], document: StudyDocument) -> bool | None:
    """Return whether the answers by question are in the expected range; None if no range is expected."""
    entry = study_entry(trial, document)
    expected = entry.passing_range if isinstance(entry, Check) else entry and entry.expected
    if not entry or not expected:
        return None
    low, high = expected
    checked = [answers[entry.question]] if entry.question else answers.values()
    return all(low <= value <= high for value in checked)


def practice_feedback(trial: Trial, document: StudyDocument) -> list[str]:
    """Return the feedback on a practice trial, shown on the next trial's page; empty for all other trials."""
    entry = study_entry(trial, document)
    if not isinstance(entry, Practice):
        return []
    agreement = [_agreement(entry.expected, agrees=bool(trial.check_passed))] if entry.expected else []
    return agreement + ([entry.note] if entry.note else [])


def _agreement(expected: AnswerRange, *, agrees: bool) -> str:
    low, high = expected
    if agrees:
        return _("Most people answered as you did.")
    if low == high:
        return _("Most people chose %(low)d.") % {"low": low}
    return _("Most people chose %(low)d to %(high)d.") % {"low": low, "high": high}


def exclusion_rules(participation: Participation, document: StudyDocument) -> str:
    """Return the rules that exclude a completed participation ("gold, instructed" or "fast"); empty if none does."""
    trials = list(participation.trials.select_related("stimulus__stimulus").order_by("position"))
    checks = [trial for trial in trials if trial.kind in (Kind.GOLD, Kind.INSTRUCTED)]
    failed = [trial.kind for trial in checks if trial.check_passed is False]
    if checks and len(failed) >= min(document.protocol.failed_checks, len(checks)):
        return ", ".join(dict.fromkeys(failed))
    delays = [_answer_seconds(trial) for trial in trials if trial.kind == Kind.MAIN]
    known = [delay for delay in delays if delay is not None]
    return "fast" if known and median(known) < document.protocol.min_response_seconds else ""


def _answer_seconds(trial: Trial) -> float | None:
    """Return the seconds from the end of the video to the answer."""
    if trial.playback_started_at is None or trial.answered_at is None:
        return None
    return (trial.answered_at - trial.playback_started_at).total_seconds() - (trial.stimulus.stimulus.seconds or 0.0)
