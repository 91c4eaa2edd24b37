"""An open study with tiny videos, and a visitor who goes through its pages as a browser would."""

import time
from urllib.parse import urlencode

from django.test import Client

from evalsite import store
from evalsite.questionnaire import device_check, tokens
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.recruitment.simulation.html_page import HtmlPage
from evalsite.recruitment.simulation.participant import playback_record
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.studies import lifecycle
from evalsite.studies.document import document
from evalsite.studies.models import Study, StudyStimulus

VIDEO_SECONDS = 0.02
VIDEO_BYTES = b"bytes of a video " * 100
PREFER_PAGE = {"Prefer": "return=representation"}
"""With this header the page's script asks for the next trial in the reply to an answer."""
CHECKPOINTS = {"sea-original": None, "sea-jointly": "jointly-checkpoint"}
"""The checkpoint of each condition."""


def draft_study(
    *, clips: int = 2, seconds: float = VIDEO_SECONDS, video: bytes | dict[str, bytes] = VIDEO_BYTES, **tables
) -> Study:
    """Create a draft with two conditions; `video` are the bytes of all videos, or of each condition's."""
    complete = {
        "study": {"name": "faces", "title": "How natural?"},
        "conditions": [
            {"name": "sea-original", "original": True},
            {"name": "sea-jointly", "checkpoint": "jointly-checkpoint"},
        ],
        "clips": [{"name": f"sentence-{number}", "recording": f"corpus/{number}"} for number in range(clips)],
        # As `lifecycle.create` chooses them.
        "render": {"size": [640, 480], "fps": 25},
    } | tables
    loaded = document.load_document(complete)
    study = Study.objects.create(slug="faces", title="How natural?", document=loaded.model_dump(mode="json"))
    for clip in loaded.clips:
        for condition, checkpoint in CHECKPOINTS.items():
            content = video[condition] if isinstance(video, dict) else video
            stimulus = create_stimulus(f"{condition} {clip.name}", condition, checkpoint, seconds, content)
            StudyStimulus.objects.create(study=study, condition=condition, clip=clip.name, stimulus=stimulus)
    return study


def create_stimulus(key: str, condition: str, checkpoint: str | None, seconds: float, video: bytes) -> Stimulus:
    checkpoint_row = checkpoint and Checkpoint.objects.get_or_create(name=checkpoint, defaults={"card": {}})[0]
    row, _ = Condition.objects.get_or_create(name=condition, defaults={"checkpoint": checkpoint_row})
    recording, _ = Recording.objects.get_or_create(name="corpus/a", defaults={"seconds": seconds, "motion": "m"})
    with store.workspace() as folder:
        (folder / "video").write_bytes(video + key.encode().hex().encode())
        digest = store.add(folder / "video")
    return Stimulus.objects.create(
        key=key, condition=row, recording=recording, settings={}, video=digest, seconds=seconds
    )


def open_study(**options) -> Study:
    return lifecycle.open(draft_study(**options))


class Visitor:
    """Uses only what the pages contain; `received` collects all responses."""

    def __init__(self, study: Study, *, url: str = "") -> None:
        """Open the study's entry page, or another address."""
        self.client = Client(enforce_csrf_checks=True)
        self.received: list[bytes] = []
        self.page = self.get(url or f"/s/{study.slug}/")

    def get(self, url: str) -> HtmlPage:
        return self._receive(self.client.get(url))

    def post(self, url: str, fields: dict) -> HtmlPage:
        return self._receive(self.client.post(url, fields, follow=True, headers=PREFER_PAGE))

    def _receive(self, response) -> HtmlPage:
        self.response = response
        self.received += [response.content, str(response.headers).encode()]
        return HtmlPage.parse(response.content.decode(), url=response.request["PATH_INFO"])

    def send(self, **answers: str) -> HtmlPage:
        """Fill in the page's form and go where it leads."""
        form = self.page.form
        filled = form.form_data(**answers)
        self.page = (
            self.get(f"{form.action}?{urlencode(filled)}") if form.method == "get" else self.post(form.action, filled)
        )
        return self.page

    def to_device_check(self) -> "Visitor":
        """Go as far as the device and sound check."""
        if not self.page.form.action.endswith("/consent"):
            self.send()
        self.send(agree="yes")
        return self

    def to_instructions(self, **person: str) -> "Visitor":
        """Go to the page before the first video; `person` answers the form before the videos, if there is one."""
        self.to_device_check()
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
        """The right answer to the sound check."""
        return device_check.note_counts(self.participation.seed)

    def watch_and_fill(self, *, seconds: float = VIDEO_SECONDS, **ratings: int) -> dict[str, str]:
        """Play the page's video and return the form filled in."""
        form = self.page.form
        reply = self.client.post(form.play_token_url, {"trial": form.hidden["trial"]}).json()
        time.sleep(seconds)
        values = {"upper": 3, "middle": 10, "lower": 1} | ratings
        fields = form.choices.keys() | form.text_fields
        answers = {name: str(value) for region, value in values.items() if (name := f"rating-{region}") in fields}
        return form.form_data(**answers, play=reply["play"], playback=playback_record(seconds))

    def rate(self, **ratings: int) -> None:
        self.page = self.post(self.page.form.action, self.watch_and_fill(**ratings))

    def refused_status(self, fields: dict) -> int:
        """Post an answer, check that nothing was saved, and return the status."""
        before = list(Trial.objects.order_by("pk").values()), list(Rating.objects.values())
        self.post(self.page.form.action, fields)
        assert (list(Trial.objects.order_by("pk").values()), list(Rating.objects.values())) == before
        assert "<h1>" in self.response.content.decode()
        return self.response.status_code

    def to_end(self) -> "Visitor":
        while self.page.videos:
            self.rate()
        return self

    def url_of(self, participation: Participation) -> str:
        """Return a participation's own address, which pages without a form don't contain."""
        return f"/p/{tokens.participation_token(participation.pk)}/"

    @property
    def participation(self) -> Participation:
        return Participation.objects.latest("arrived_at")

    @property
    def home(self) -> str:
        """The participation's own address, from the page's form."""
        return self.page.form.action.rpartition("/")[0] + "/"
