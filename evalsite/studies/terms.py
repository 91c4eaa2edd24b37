"""What participants are told and paid: minutes and reward, from the study file or, where it leaves them open, computed.

Opening writes them into the study's document, which keeps them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any, Final

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.legacy import COMPUTED
from evalsite.studies.duration import Duration, estimate_duration
from evalsite.studies.models import Study

TOLERANCE: Final = 1 / 3
"""Share by which what is told or paid may differ from the estimate without a note."""
ROUNDING_MINUTES: Final = 1.0
LONG_MINUTES: Final = 60.0
SENSIBLE_HOURLY: Final = (Decimal(8), Decimal(40))
"""Below are the platforms' minimum wages; far above, the time is often wrong. For the currencies below only."""
SENSIBLE_CURRENCIES: Final = ("USD", "EUR", "GBP")
MINUTES, REWARD = "protocol.minutes", "payment.reward"
CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Terms:
    """The minutes that participants are told, what they are paid, and how long it really takes."""

    minutes: float
    reward: Decimal
    currency: str
    duration: Duration

    @property
    def hourly(self) -> Decimal:
        """What the reward comes to per hour, by the estimated duration."""
        return (self.reward * 60 / Decimal(self.duration.minutes)).quantize(Decimal(1))

    @property
    def sentence(self) -> str:
        """Minutes and reward in a sentence."""
        told = f"participants are told that it takes about {self.minutes:g} minute{'s' * (self.minutes != 1)}"
        pay = f" and are paid {self.reward} {self.currency} ({self.hourly} an hour)" if self.reward else ""
        return f"{told}{pay}; by {self.duration.basis}, it takes about {self.duration.minutes:.1f} minutes"


def study_terms(study: Study) -> Terms:
    """Return the terms of a study; those of an open study are in its document."""
    return document_terms(study.read_document(), estimate_duration(study))


def document_terms(document: StudyDocument, duration: Duration) -> Terms:
    """Return the terms of a document, with what it leaves open computed."""
    minutes = document.protocol.minutes or duration.told
    payment = document.payment
    reward = payment.reward or _reward(payment.reward_per_hour, minutes)
    return Terms(minutes, reward, payment.currency, duration)


def _reward(per_hour: Decimal | None, minutes: float) -> Decimal:
    """Return the payment for the minutes that are told, rounded up to a cent."""
    return (per_hour * Decimal(minutes) / 60).quantize(CENT, ROUND_UP) if per_hour else Decimal(0)


def term_notes(document: StudyDocument, terms: Terms) -> list[str]:
    """Return a sentence for each of minutes and reward that is far off."""
    minutes = {MINUTES: document.protocol.minutes, "payment.minutes": document.payment.minutes}
    notes = [_minutes_note(key, value, terms.duration) for key, value in minutes.items() if value]
    notes += [_length_note(document, terms.duration), _reward_note(document, terms), _uneven_lists_note(document)]
    return [note for note in notes if note]


def study_term_notes(study: Study) -> list[str]:
    """Return the notes on a study's minutes and reward."""
    return term_notes(study.read_document(), study_terms(study))


def _minutes_note(key: str, minutes: float, duration: Duration) -> str:
    if abs(minutes - duration.minutes) <= max(TOLERANCE * duration.minutes, ROUNDING_MINUTES):
        return ""
    return (
        f"{key}: {minutes:g} minutes, but by {duration.basis} a participation takes about {duration.minutes:.1f}; "
        "remove the key, so that the time is computed, or correct it"
    )


def _length_note(document: StudyDocument, duration: Duration) -> str:
    if duration.minutes <= LONG_MINUTES:
        return ""
    return (
        f"design.trials_per_rater: a participation of {document.presentation_count} videos takes about "
        f"{duration.minutes:.0f} minutes, longer than people attend; let each participant rate fewer of the videos"
    )


def _uneven_lists_note(document: StudyDocument) -> str:
    """Return the note that raters can't be divided among conditions (and questions); empty if they can.

    Videos that need a rating more let more raters in, each of whom is paid.
    """
    lists, raters = document.list_count, document.design.raters
    if not document.shows_clips_once or raters % lists == 0:
        return ""
    among = "conditions × questions" if document.design.layout == "split-questions" else "conditions"
    lower, upper = raters // lists * lists, math.ceil(raters / lists) * lists
    return (
        f"design.raters: {raters} raters can't be divided evenly among {lists} {among}; equally many ratings of each "
        f"video take {f'{lower} or ' if lower else ''}{upper}, so write raters = {lower or upper}"
    )


def _reward_note(document: StudyDocument, terms: Terms) -> str:
    if not terms.reward:
        return ""
    wanted = document.payment.reward_per_hour
    paid = f"{terms.reward} {terms.currency} for about {terms.duration.minutes:.1f} minutes are {terms.hourly} an hour"
    # A short study is paid for whole minutes.
    as_wanted = wanted and _reward(wanted, terms.duration.told) == terms.reward
    if wanted and not as_wanted and abs(terms.hourly - wanted) > wanted * Decimal(TOLERANCE):
        return f"{REWARD}: {paid}, but payment.reward_per_hour is {wanted}; remove one of the keys, or correct it"
    lowest, highest = SENSIBLE_HOURLY
    if terms.currency in SENSIBLE_CURRENCIES and not wanted and not lowest <= terms.hourly <= highest:
        return (
            f"{REWARD}: {paid}; write reward_per_hour instead, from which the reward follows, or make sure that it is "
            "meant"
        )
    return ""


def open_keys(document: StudyDocument) -> list[str]:
    """Return the keys that a study file leaves to the program."""
    payment = document.payment
    keys = {MINUTES: document.protocol.minutes is None, REWARD: payment.reward_per_hour and not payment.reward}
    return [key for key, is_open in keys.items() if is_open]


def with_told_terms(stored: Mapping[str, Any], terms: Terms, keys: list[str]) -> dict[str, Any]:
    """Return the stored document with minutes and reward written into it, for the keys that the file leaves open."""
    told = {MINUTES: terms.minutes, REWARD: str(terms.reward)}
    result = {**stored, COMPUTED: keys} if keys else dict(stored)
    for key in keys:
        table, name = key.split(".")
        result[table] = {**result.get(table, {}), name: told[key]}
    return result


def without_computed(document: StudyDocument, keys: list[str]) -> StudyDocument:
    """Return the document as the study file says it, without what was computed before."""
    tables: dict[str, Any] = {}
    if MINUTES in keys:
        tables["protocol"] = document.protocol.model_copy(update={"minutes": None})
    if REWARD in keys:
        tables["payment"] = document.payment.model_copy(update={"reward": Decimal(0)})
    return document.model_copy(update=tables)
