"""Coming in and going out: the text that was agreed to, and what becomes of the answers of those who stop."""

import hashlib

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors, localization
from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies.models import Study
from evalsite.studies.places import allocation

State = Participation.State


def keep_consent(participation: Participation) -> None:
    """Note the digest of the text that the consent page showed; the study's versions hold the texts."""
    if participation.state != State.ARRIVED:
        return
    shown = localization.translated(participation.study.read(), participation.language)
    participation.consent_version = hashlib.sha256(shown.protocol.consent.encode()).hexdigest()
    participation.save(update_fields=["consent_version"])


def screen_out(participation: Participation, by: str) -> None:
    """End a participation because of an answer to the form before."""
    participation.state, participation.screened_by = State.SCREENED_OUT, by
    participation.save(update_fields=["state", "screened_by"])
    allocation.release(participation.pk)


def check_possible(participation: Participation) -> None:
    """Raise Refused once the study has closed: then its results are computed, and only the researchers can erase."""
    if participation.study.state == Study.State.CLOSED:
        raise http_errors.Refused(
            410,
            _("This study has ended"),
            _("Its results are computed. Please give your code to the researchers: they can erase your answers."),
        )


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
