"""Errors that end a participant's request: HTTP status, heading and text of the error page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HttpError(Exception):
    """Ends a request with an error page; nothing has been saved."""

    def __init__(self, status: int, title: str | Promise, text: str | Promise) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


def malformed_request() -> HttpError:
    """Refuse a request that none of our pages sends."""
    return HttpError(
        400, _("Something went wrong with your answer"), _("Nothing was saved. Please go back and try again.")
    )


def cross_site_request() -> HttpError:
    """Refuse a form that another site sent."""
    return HttpError(403, _("This answer came from another site"), _("Please open your link to the study again."))


def unknown_link() -> HttpError:
    """Refuse a link that was altered, cut short or never given out."""
    return HttpError(404, _("This link does not work"), _("Please copy the whole link and open it again."))


def method_not_allowed() -> HttpError:
    """Refuse an HTTP method that the address does not support."""
    return HttpError(405, _("This address can't be opened that way"), _("Please go back to the page you came from."))


def consent_missing() -> HttpError:
    """Refuse to start before consent was given."""
    return HttpError(
        409, _("Your consent is missing"), _("Please agree to take part on the first page, then continue.")
    )


def not_next_trial() -> HttpError:
    """Refuse an answer to a trial that is not the current one."""
    return HttpError(409, _("That is not the next video"), _("Nothing was saved. Please continue with the next video."))


def already_rated() -> HttpError:
    """Refuse an answer that differs from the one saved before."""
    text = _("Your first answer was kept. Please continue with the next video.")
    return HttpError(409, _("You have already rated this video"), text)


def ticket_already_used() -> HttpError:
    """Refuse a simulation's ticket that was used before."""
    return HttpError(409, _("This ticket has already been used"), _("A ticket admits one simulated participant."))


def study_closed() -> HttpError:
    """Refuse everything once a study has ended."""
    return HttpError(410, _("This study has ended"), _("It no longer collects answers. Thank you for your interest."))


def too_late_to_withdraw() -> HttpError:
    """Refuse a withdrawal once the study has closed and its results have been computed."""
    text = _("The results have been computed. Please give your code to the researchers: they can delete your answers.")
    return HttpError(410, _("This study has ended"), text)


def not_watched() -> HttpError:
    """Refuse ratings of a video that was not played to its end at normal speed."""
    text = _("Nothing was saved. Please watch it again, then rate it.")
    return HttpError(422, _("The video was not watched to the end"), text)


def study_paused() -> HttpError:
    """Refuse new participants while a study is paused."""
    text = _("Please come back later with the same link. If you have already started, you can continue.")
    return HttpError(503, _("This study is paused"), text)


def study_full() -> HttpError:
    """Refuse new participants when every slot is taken."""
    text = _(
        "Thank you for your interest! This study has enough participants at the moment. If somebody stops, a place "
        "becomes free: you can try again later."
    )
    return HttpError(503, _("All places are taken"), text)
