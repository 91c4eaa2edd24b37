"""Signed tokens in a participant's browser: for the participation, a trial, and the start of its video.

They replace sessions. A token can't be forged without the secret key, and belongs to one participation.
"""

from typing import Final
from uuid import UUID

from django.core import signing

from evalsite.questionnaire import http_errors

MILLISECONDS: Final = 1000


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"evalsite.questionnaire.{purpose}")


def participation_token(participation: UUID) -> str:
    """Return the token in the path of all pages of a participation."""
    return _signer("participation").sign(participation.hex)


def participation_id(token: str) -> UUID:
    """Return the id of a participation token; raise HttpError if we did not sign it."""
    try:
        return UUID(hex=_signer("participation").unsign(token))
    except (signing.BadSignature, ValueError):  # ValueError: signed by us, but not an id.
        raise http_errors.unknown_link() from None


def trial_token(participation: UUID, position: int) -> str:
    """Return the token that only the page of this trial holds."""
    return _signer("trial").sign_object([participation.hex, position])


def trial_position(token: str, participation: UUID) -> int:
    """Return the position of a trial token; raise HttpError if it is forged or another participation's."""
    try:
        owner, position = _signer("trial").unsign_object(token)
    except signing.BadSignature:
        raise http_errors.malformed_request() from None
    if owner != participation.hex:
        raise http_errors.malformed_request()
    return int(position)


def play_token(participation: UUID, position: int, now: float) -> str:
    """Return the server's confirmation that the trial's video started to play at `now` (seconds since 1970)."""
    return _signer("play").sign_object([participation.hex, position, round(now * MILLISECONDS)])


def playback_start(token: str, participation: UUID, position: int) -> float:
    """Return the time in a play token; raise HttpError if it is missing, forged or another trial's."""
    try:
        owner, trial, milliseconds = _signer("play").unsign_object(token)
    except signing.BadSignature:
        raise http_errors.not_watched() from None
    if (owner, trial) != (participation.hex, position):
        raise http_errors.not_watched()
    return int(milliseconds) / MILLISECONDS
