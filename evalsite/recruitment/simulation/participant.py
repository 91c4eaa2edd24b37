"""A scripted participant: walks the real pages over HTTP as a browser would, and waits for the videos like everyone."""

import json
import time
from collections.abc import Callable
from uuid import UUID, uuid4

import httpx
from django.db import connection

from analysis.rating_simulation import RatingModel
from evalsite.questionnaire import device_check, quality_checks
from evalsite.questionnaire.models import Participation, Trial
from evalsite.recruitment.simulation import tickets
from evalsite.recruitment.simulation.answers import form_answers
from evalsite.recruitment.simulation.html_page import Form, Page
from evalsite.studies.models import Study

BEAT = 0.4
TIMEOUT = 60.0
DEVICE = json.dumps(
    {"width": 1280, "height": 720, "ratio": 1, "pointer": "none", "video": None, "reduced_motion": False}
)


class NoPlaceError(Exception):
    """The study lets nobody in at this moment."""


class Scripted:
    """Takes part once, with opinions of its own; raises httpx.HTTPError or ValueError where a person would be stuck."""

    def __init__(self, study: Study, url: str, opinions: RatingModel, *, rater: str) -> None:
        self.study = study
        self.document = study.read()
        prefer = {"Prefer": "return=representation"}
        self.http = httpx.Client(base_url=url, headers=prefer, timeout=TIMEOUT, follow_redirects=True)
        self.opinions = opinions
        self.rater = rater
        self.identity = uuid4()

    def take_part(self, rated: Callable[[], None]) -> None:
        """Walk from the entry to the last page; `rated` hears of every video that was rated."""
        with self.http:
            ticket = tickets.issue(self.study, self.identity)
            page = self._read(self.http.get(f"/s/{self.study.slug}/", params={"ticket": ticket}))
            while page.forms:
                if page.videos:
                    page = self._rate(page)
                    rated()
                else:
                    page = self._send(page.form, **self._said(page.form))

    def _said(self, form: Form) -> dict[str, str]:
        """Return what this participant says to a page without a video."""
        if "agree" in form.choices:
            return {"agree": "yes"}
        if "notes" in form.written:
            return {"notes": _heard(self.identity), "device": DEVICE}
        return form_answers(form, (*self.document.before, *self.document.after), self.rater)

    def _rate(self, page: Page) -> Page:
        form, trial = page.form, _shown(page.videos[0].rpartition("/")[2])
        seconds = trial.stimulus.stimulus.seconds or 0.0
        self.http.get(page.videos[0]).raise_for_status()
        begun = self.http.post(form.begin, data={"start": form.held["start"]}).raise_for_status()
        # From the server's word on, so that a slow line makes no answer come too early; and nobody answers at once.
        time.sleep(seconds + self.document.protocol.fastest)
        asked = [name for name in (*form.choices, *sorted(form.written)) if name.startswith("rating-")]
        ratings = {name: str(self._opinion(trial, name.removeprefix("rating-"))) for name in asked}
        return self._send(form, **ratings, play=begun.json()["play"], playback=record(seconds))

    def _opinion(self, trial: Trial, region: str) -> int:
        told = quality_checks.right_answer(trial, self.document)
        if told is not None:
            return told
        return self.opinions.rating(self.rater, trial.stimulus.condition, region, trial.stimulus.clip)

    def _send(self, form: Form, **answers: str) -> Page:
        filled = form.filled(**answers)
        if form.method == "get":
            return self._read(self.http.get(form.action, params=filled))
        return self._read(self.http.post(form.action, data=filled))

    def _read(self, response: httpx.Response) -> Page:
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise NoPlaceError
        return Page.read(response.raise_for_status().text, url=str(response.url))


def record(seconds: float) -> str:
    """Return the playback record of a video that simply ran to its end."""
    length = round(seconds * 1000)
    beats = [(time, time, "beat") for time in range(0, length, round(BEAT * 1000))]
    beats = [(0, 0, "play"), *beats[1:], (length, length, "ended")]
    return json.dumps({"beats": beats})


def _heard(identity: UUID) -> str:
    """Return the numbers of notes that a participation hears."""
    seed = Participation.objects.values_list("seed", flat=True).get(pk=identity)
    connection.close()
    return str(device_check.notes_of(seed))


def _shown(media_id: str) -> Trial:
    """Return what a video really shows; the page does not tell."""
    trial = Trial.objects.select_related("stimulus__stimulus").get(media_id=media_id)
    connection.close()
    return trial
