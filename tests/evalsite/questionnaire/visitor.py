"""An open study with tiny videos, and a visitor who walks through it as a browser would."""

import time
from urllib.parse import urlencode

from django.test import Client

from evalsite import store
from evalsite.questionnaire import device_check, tokens
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.simulation.html_page import Page
from evalsite.recruitment.simulation.participant import record
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.studies import lifecycle
from evalsite.studies.file import document
from evalsite.studies.models import Study, StudyStimulus

SECONDS = 0.02
BYTES = b"bytes of a video " * 100
PREFER_PAGE = {"Prefer": "return=representation"}
"""With this the page's script asks for the next trial in reply to an answer."""
CONDITIONS = {"sea-original": None, "sea-jointly": "jointly-checkpoint"}


def draft(*, clips: int = 2, seconds: float = SECONDS, film: bytes | dict[str, bytes] = BYTES, **tables) -> Study:
    written = {
        "study": {"name": "faces", "title": "How natural?"},
        "conditions": [
            {"name": "sea-original", "original": True},
            {"name": "sea-jointly", "checkpoint": "jointly-checkpoint"},
        ],
        "clips": [{"name": f"sentence-{number}", "recording": f"corpus/{number}"} for number in range(clips)],
    } | tables
    read = document.restore(written)
    study = Study.objects.create(slug="faces", title="How natural?", document=read.model_dump(mode="json"))
    for clip in read.clips:
        for condition, checkpoint in CONDITIONS.items():
            shown = film[condition] if isinstance(film, dict) else film
            made = stimulus(f"{condition} {clip.name}", condition, checkpoint, seconds, shown)
            StudyStimulus.objects.create(study=study, condition=condition, clip=clip.name, stimulus=made)
    return study


def stimulus(key: str, condition: str, checkpoint: str | None, seconds: float, film: bytes) -> Stimulus:
    trained = checkpoint and Checkpoint.objects.get_or_create(name=checkpoint, defaults={"card": {}})[0]
    way, _ = Condition.objects.get_or_create(name=condition, defaults={"checkpoint": trained})
    spoken, _ = Recording.objects.get_or_create(name="corpus/a", defaults={"seconds": seconds, "motion": "m"})
    with store.workspace() as folder:
        (folder / "video").write_bytes(film + key.encode().hex().encode())
        video = store.add(folder / "video")
    return Stimulus.objects.create(key=key, condition=way, recording=spoken, settings={}, video=video, seconds=seconds)


def opened(**options) -> Study:
    return lifecycle.open(draft(**options))


class Visitor:
    """Knows only what the pages offer; `seen` keeps every byte that came."""

    def __init__(self, study: Study) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.seen: list[bytes] = []
        self.page = self.get(f"/s/{study.slug}/")

    def get(self, url: str) -> Page:
        return self._keep(self.client.get(url))

    def post(self, url: str, fields: dict) -> Page:
        return self._keep(self.client.post(url, fields, follow=True, headers=PREFER_PAGE))

    def _keep(self, response) -> Page:
        self.response = response
        self.seen += [response.content, str(response.headers).encode()]
        return Page.read(response.content.decode(), url=response.request["PATH_INFO"])

    def send(self, **answers: str) -> Page:
        """Fill in the page's form and go where it leads."""
        form = self.page.form
        filled = form.filled(**answers)
        self.page = (
            self.get(f"{form.action}?{urlencode(filled)}") if form.method == "get" else self.post(form.action, filled)
        )
        return self.page

    def to_check(self) -> "Visitor":
        """Go as far as the sound check."""
        if not self.page.form.action.endswith("/consent"):
            self.send()
        self.send(agree="yes")
        return self

    def to_instructions(self, **person: str) -> "Visitor":
        """Go to the page before the first video; `person` answers the form before, if there is one."""
        self.to_check()
        self.send(notes=self.notes)
        if person:
            self.send(**{f"form-{name}": value for name, value in person.items()})
        return self

    def to_first_trial(self, **person: str) -> "Visitor":
        """Go to the first video."""
        self.to_instructions(**person)
        self.send()
        return self

    @property
    def notes(self) -> str:
        """What is heard in the sound check."""
        return str(device_check.notes_of(self.participation.seed))

    def watched(self, *, seconds: float = SECONDS, **ratings: int) -> dict[str, str]:
        """Play the page's video and return the form filled in."""
        form = self.page.form
        begun = self.client.post(form.begin, {"start": form.held["start"]}).json()
        time.sleep(seconds)
        given = {"upper": 3, "middle": 10, "lower": 1} | ratings
        offered = form.choices.keys() | form.written
        answers = {name: str(value) for region, value in given.items() if (name := f"rating-{region}") in offered}
        return form.filled(**answers, play=begun["play"], playback=record(seconds))

    def rate(self, **ratings: int) -> None:
        self.page = self.post(self.page.form.action, self.watched(**ratings))

    def to_end(self) -> "Visitor":
        while self.page.videos:
            self.rate()
        return self

    def home_of(self, person: Participation) -> str:
        """Return the participation's own address, which pages without a form don't offer."""
        return f"/p/{tokens.participation_token(person.pk)}/"

    @property
    def participation(self) -> Participation:
        return Participation.objects.latest("arrived")

    @property
    def home(self) -> str:
        return self.page.form.action.rpartition("/")[0] + "/"
