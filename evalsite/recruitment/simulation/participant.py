"""A simulated participant: goes through the site's pages over HTTP like a browser, and waits for the videos."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID, uuid4

import httpx
from django.db import connection

from analysis.rating_simulation import RatingModel
from evalsite.questionnaire import device_check, quality_checks
from evalsite.questionnaire.forms import FIELD_PREFIX
from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.submission import RATING_PREFIX
from evalsite.recruitment import entry_links
from evalsite.recruitment.simulation.html_page import HtmlForm, HtmlPage
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.models import Study

PROGRESS_INTERVAL_MS: Final = 400
HTTP_TIMEOUT_SECONDS: Final = 60.0
DEFAULT_NUMBER_RANGE: Final = 1000.0
DEVICE: Final = json.dumps(
    {"width": 1280, "height": 720, "ratio": 1, "pointer": "none", "video": None, "reduced_motion": False}
)


class StudyFullError(Exception):
    """The study takes no new participants at the moment."""


class SimulatedParticipant:
    """Takes part once, with opinions of its own; raises httpx.HTTPError or ValueError where a person would be stuck."""

    def __init__(self, study: Study, url: str, opinions: RatingModel, *, rater: str) -> None:
        self.study = study
        self.document = study.read_document()
        headers = {"Prefer": "return=representation"}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=HTTP_TIMEOUT_SECONDS, follow_redirects=True)
        self.opinions = opinions
        self.rater = rater
        self.participation_id = uuid4()

    def take_part(self, on_rated: Callable[[], None]) -> None:
        """Go from the welcome page to the last page; call `on_rated` after every rated video."""
        with self.http:
            ticket = entry_links.issue_ticket(self.study, self.participation_id)
            page = self._parse(self.http.get(f"/s/{self.study.slug}/", params={"ticket": ticket}))
            while page.forms:
                if page.videos:
                    page = self._rate(page)
                    on_rated()
                else:
                    page = self._send(page.form, **self._answers(page.form))

    def _answers(self, form: HtmlForm) -> dict[str, str]:
        """Return the answers to a page without a video."""
        if "agree" in form.choices:
            return {"agree": "yes"}
        if "notes" in form.text_fields:
            return {"notes": _note_counts(self.participation_id), "device": DEVICE}
        return form_answers(form, (*self.document.before, *self.document.after), self.rater)

    def _rate(self, page: HtmlPage) -> HtmlPage:
        form, trial = page.form, _trial_with_media(page.videos[0].rpartition("/")[2])
        seconds = trial.stimulus.stimulus.seconds or 0.0
        self.http.get(page.videos[0]).raise_for_status()
        reply = self.http.post(form.play_token_url, data={"trial": form.hidden["trial"]}).raise_for_status()
        # Wait from the server's reply on, so that a slow connection makes no answer early. Nobody answers at once.
        time.sleep(seconds + self.document.protocol.min_response_seconds)
        fields = [name for name in (*form.choices, *sorted(form.text_fields)) if name.startswith(RATING_PREFIX)]
        ratings = {name: str(self._rating(trial, name.removeprefix(RATING_PREFIX))) for name in fields}
        return self._send(form, **ratings, play=reply.json()["play"], playback=playback_record(seconds))

    def _rating(self, trial: Trial, question: str) -> int:
        instructed = quality_checks.instructed_answer(trial, self.document)
        if instructed is not None:
            return instructed
        return self.opinions.rating(self.rater, trial.stimulus.condition, question, trial.stimulus.clip)

    def _send(self, form: HtmlForm, **answers: str) -> HtmlPage:
        filled = form.form_data(**answers)
        if form.method == "get":
            return self._parse(self.http.get(form.action, params=filled))
        return self._parse(self.http.post(form.action, data=filled))

    def _parse(self, response: httpx.Response) -> HtmlPage:
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise StudyFullError
        return HtmlPage.parse(response.raise_for_status().text, url=str(response.url))


def playback_record(seconds: float) -> str:
    """Return the playback record of a video that plays to its end without a break."""
    length = round(seconds * 1000)
    events = [(time_ms, time_ms, "progress") for time_ms in range(PROGRESS_INTERVAL_MS, length, PROGRESS_INTERVAL_MS)]
    return json.dumps({"events": [(0, 0, "play"), *events, (length, length, "ended")]})


def form_answers(form: HtmlForm, questions: Sequence[FormQuestion], rater: str) -> dict[str, str]:
    """Return an answer to each form question on the page, always the same for one rater; none screens out."""
    by_field = {FIELD_PREFIX + question.name: question for question in questions}
    fields = form.choices.keys() | form.text_fields
    return {name: _form_answer(question, rater) for name, question in by_field.items() if name in fields}


def _form_answer(question: FormQuestion, rater: str) -> str:
    seed = int(hashlib.sha256(f"{rater} {question.name}".encode()).hexdigest(), 16)
    match question.kind:
        case "choice":
            allowed = [index for index, option in enumerate(question.options) if option not in question.screen_out]
            return str(allowed[seed % len(allowed)] if allowed else 0)
        case "number":
            return str(_number_answer(question, seed))
        case "text":
            return "simulated"[: question.max_length]


def _number_answer(question: FormQuestion, seed: int) -> int:
    lower_bounds = [each for each in (question.minimum, question.screen_out_below) if each is not None]
    upper_bounds = [each for each in (question.maximum, question.screen_out_above) if each is not None]
    low = max(lower_bounds, default=min(upper_bounds, default=DEFAULT_NUMBER_RANGE) - DEFAULT_NUMBER_RANGE)
    high = min(upper_bounds, default=low + DEFAULT_NUMBER_RANGE)
    return int(low) + seed % (int(high - low) + 1)


def _note_counts(participation_id: UUID) -> str:
    """Return the right answer to the sound check, which the page does not contain."""
    seed = Participation.objects.values_list("seed", flat=True).get(pk=participation_id)
    connection.close()
    return device_check.note_counts(seed)


def _trial_with_media(media_id: str) -> Trial:
    """Return the trial of a video, whose stimulus the page does not reveal."""
    trial = Trial.objects.select_related("stimulus__stimulus").get(media_id=media_id)
    connection.close()
    return trial
