"""Where participants go after the last page. The platform that sent them says so; this app knows no platform."""

from collections.abc import Callable
from dataclasses import dataclass

from evalsite.questionnaire.models import Participation


@dataclass(frozen=True)
class CompletionRedirect:
    """The name of a recruitment platform, and its address that registers the completion."""

    platform: str
    url: str


RedirectProvider = Callable[[Participation], CompletionRedirect | None]
_providers: list[RedirectProvider] = []


def register(provider: RedirectProvider) -> None:
    """Register a function that returns the redirect of a participation that its platform sent, else None."""
    _providers.append(provider)


def completion_redirect(participation: Participation) -> CompletionRedirect | None:
    """Return where a participation that has ended goes; None if no platform sent it."""
    redirects = (provider(participation) for provider in _providers)
    return next((redirect for redirect in redirects if redirect), None)
