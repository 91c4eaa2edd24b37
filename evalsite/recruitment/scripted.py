"""A scripted participant: walks the real pages over HTTP as a browser would, and waits for the videos like everyone."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
from django.db import connection

from analysis.simulate import Opinions
from evalsite.questionnaire import sound
from evalsite.questionnaire.models import Participation
from evalsite.recruitment import simulation
from evalsite.recruitment.offers import Form, Page
from evalsite.studies.models import Study

BEAT = 0.4
TIMEOUT = 60.0


@dataclass(frozen=True)
class Cell:
    """What one video really shows; the page does not tell."""

    condition: str
    clip: str
    seconds: float


class Scripted:
    """Takes part once, with opinions of its own; raises httpx.HTTPError or ValueError where a person would be stuck."""

    def __init__(self, study: Study, url: str, opinions: Opinions, *, rater: str) -> None:
        self.study = study
        self.http = httpx.Client(base_url=url, timeout=TIMEOUT, follow_redirects=True)
        self.opinions = opinions
        self.rater = rater
        self.identity = uuid4()

    def take_part(self, rated: Callable[[], None]) -> None:
        """Walk from the entry to the last page; `rated` hears of every video that was rated."""
        with self.http:
            ticket = simulation.ticket(self.study, self.identity)
            page = self._read(self.http.get(f"/s/{self.study.slug}/", params={"ticket": ticket}))
            page = self._post(page.form)
            page = self._post(page.form, agree="yes")
            notes, cells = _truth(self.identity)
            page = self._post(page.form, notes=notes)
            while page.videos:
                page = self._rate(page, cells[page.videos[0].rpartition("/")[2]])
                rated()

    def _rate(self, page: Page, cell: Cell) -> Page:
        form = page.form
        self.http.get(page.videos[0]).raise_for_status()
        begun = self.http.post(form.begin, data={"start": form.held["start"]}).raise_for_status()
        time.sleep(cell.seconds)  # From the server's word on, so that a slow line makes no answer come too early.
        regions = [name.removeprefix("rating-") for name in form.choices]
        answers = {f"rating-{region}": str(self._opinion(cell, region)) for region in regions}
        return self._post(form, **answers, play=begun.json()["play"], playback=record(cell.seconds))

    def _opinion(self, cell: Cell, region: str) -> int:
        return self.opinions.rating(self.rater, cell.condition, region, cell.clip)

    def _post(self, form: Form, **answers: str) -> Page:
        return self._read(self.http.post(form.action, data=form.filled(**answers)))

    def _read(self, response: httpx.Response) -> Page:
        return Page.read(response.raise_for_status().text, url=str(response.url))


def record(seconds: float) -> str:
    """Return the playback record of a video that simply ran to its end."""
    length = round(seconds * 1000)
    beats = [(time, time, "beat") for time in range(0, length, round(BEAT * 1000))]
    beats = [(0, 0, "play"), *beats[1:], (length, length, "ended")]
    return json.dumps({"beats": beats})


def _truth(identity: UUID) -> tuple[str, dict[str, Cell]]:
    """Return how many notes a participation heard, and what each of its videos shows."""
    participation = Participation.objects.get(pk=identity)
    trials = participation.trials.select_related("stimulus__stimulus")
    cells = {
        trial.media_id: Cell(trial.stimulus.condition, trial.stimulus.clip, trial.stimulus.stimulus.seconds or 0.0)
        for trial in trials
    }
    connection.close()
    return str(sound.notes_of(participation.seed)), cells
