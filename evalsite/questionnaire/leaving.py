"""Coming in and going out: the text that was agreed to, and what becomes of the answers of those who stop."""

import hashlib

from django.utils import timezone

from evalsite.questionnaire import language
from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies import allocation

State = Participation.State


def keep_consent(participation: Participation) -> None:
    """Note the digest of the text that the consent page showed; the study's versions hold the texts."""
    if participation.state != State.ARRIVED:
        return
    shown = language.translated(participation.study.read(), participation.language)
    participation.consent_version = hashlib.sha256(shown.protocol.consent.encode()).hexdigest()
    participation.save(update_fields=["consent_version"])


def screen_out(participation: Participation, by: str) -> None:
    """End a participation because of an answer to the form before."""
    participation.state, participation.screened_by = State.SCREENED_OUT, by
    participation.save(update_fields=["state", "screened_by"])
    allocation.release(participation.pk)


def leave(participation: Participation, *, keep: bool) -> None:
    """Let somebody stop, who says whether the answers so far may be kept; a second time changes nothing."""
    if participation.state in (State.SCREENED_OUT, State.WITHDRAWN):
        return
    participation.state, participation.withdrawn, participation.kept = State.WITHDRAWN, timezone.now(), keep
    participation.save(update_fields=["state", "withdrawn", "kept"])
    if keep:
        allocation.keep(participation.pk)
    else:
        allocation.release(participation.pk)
        forget(participation)


def forget(participation: Participation) -> None:
    """Delete what somebody answered and what was noted about them; that they took part stays counted."""
    Rating.objects.filter(trial__participation=participation).delete()
    participation.trials.update(playback=None, valid=False)
    participation.before, participation.after, participation.device = {}, {}, {}
    participation.save(update_fields=["before", "after", "device"])
