"""What a participant is told when something can't be accepted: a plain page, and nothing has changed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):  # noqa: N818 - it ends a request, it is no error of the program
    """A request that is turned down with an HTTP status, a heading and one or two sentences."""

    def __init__(self, status: int, title: str | Promise, text: str | Promise) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


def unknown_link() -> Refused:
    """Refuse a link that was altered, cut short or never given out."""
    return Refused(404, _("This link does not work"), _("Please open the link again as you received it, in one piece."))


def closed() -> Refused:
    """Refuse everything once a study is over."""
    return Refused(410, _("This study has ended"), _("No more answers are collected. Thank you for your interest."))


def malformed() -> Refused:
    """Refuse what no page of ours sends."""
    return Refused(
        400, _("Something was wrong with that answer"), _("Nothing was stored. Please go back and try again.")
    )


def not_watched() -> Refused:
    """Refuse ratings of a video that was not played to its end at normal speed."""
    text = _("Nothing was stored. Please watch it once more, then rate it.")
    return Refused(422, _("The video was not watched to its end"), text)
