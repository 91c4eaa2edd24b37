"""Where participants go after the last page. Who sent them says so; this room knows no platform."""

from collections.abc import Callable
from dataclasses import dataclass

from evalsite.questionnaire.models import Participation


@dataclass(frozen=True)
class Farewell:
    """A platform's name as people know it, and its address that takes note of the completion."""

    platform: str
    url: str


Guide = Callable[[Participation], Farewell | None]
_guides: list[Guide] = []


def register(guide: Guide) -> None:
    """Let a guide say where the participations go that it sent."""
    _guides.append(guide)


def of(participation: Participation) -> Farewell | None:
    """Return where a completed participation goes; None if nobody sent it."""
    return next((found for guide in _guides if (found := guide(participation))), None)
