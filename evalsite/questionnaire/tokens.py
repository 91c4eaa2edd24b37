"""What a participant's browser holds: signed words that say who is meant, which trial, and since when it plays.

No cookie and no session. A token is worth nothing without the secret key, and none opens more than one participation.
"""

from typing import Final
from uuid import UUID

from django.core import signing

from evalsite.questionnaire import http_errors

MILLISECONDS: Final = 1000


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"evalsite.questionnaire.{purpose}")


def participation_token(participation: UUID) -> str:
    """Return the word that stands in every path of a participation."""
    return _signer("participation").sign(participation.hex)


def participation_id(token: str) -> UUID:
    """Return whose token this is; raise Refused if it is not one of ours."""
    try:
        return UUID(hex=_signer("participation").unsign(token))
    except (signing.BadSignature, ValueError):  # ValueError: signed by us, but no id; then it names nobody.
        raise http_errors.unknown_link() from None


def start_token(participation: UUID, position: int) -> str:
    """Return what the page of a trial holds, and only that page: it may begin this trial."""
    return _signer("start").sign_object([participation.hex, position])


def position_of(start: str, participation: UUID) -> int:
    """Return the position of the trial that a start token belongs to; raise Refused if it is somebody else's."""
    try:
        owner, position = _signer("start").unsign_object(start)
    except signing.BadSignature:
        raise http_errors.malformed() from None
    if owner != participation.hex:
        raise http_errors.malformed()
    return int(position)


def play_token(participation: UUID, position: int, now: float) -> str:
    """Return the server's word that the trial began to play at `now` (seconds since 1970)."""
    return _signer("play").sign_object([participation.hex, position, round(now * MILLISECONDS)])


def begun_at(play: str, participation: UUID, position: int) -> float:
    """Return when the trial began to play; raise Refused if the token is missing, forged or another trial's."""
    try:
        owner, trial, milliseconds = _signer("play").unsign_object(play)
    except signing.BadSignature:
        raise http_errors.not_watched() from None
    if (owner, trial) != (participation.hex, position):
        raise http_errors.not_watched()
    return int(milliseconds) / MILLISECONDS
