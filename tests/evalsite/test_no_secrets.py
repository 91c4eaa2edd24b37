"""A participant's browser gets not one byte that tells which condition or file a video is, or what a check expects."""

import re
import time
from urllib.parse import unquote, urljoin

import httpx
import pytest

from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.questionnaire import device_check, tokens
from evalsite.questionnaire.models import Participation
from evalsite.recruitment.simulation.html_page import HtmlPage
from evalsite.recruitment.simulation.participant import playback_record
from evalsite.studies import lifecycle, presets
from evalsite.studies.document import document
from evalsite.studies.media import video_folder
from tests import foreign_videos

pytestmark = pytest.mark.django_db(transaction=True)

CONDITIONS, CLIPS = ("zebra-separate", "zebra-jointly"), ("okapi-morning", "okapi-evening")
CHECKS = """
[[checks]]
kind = "gold"
condition = "zebra-jointly"
expected = [9, 10]

[[checks]]
kind = "instructed"
answer = 4
"""
SECRETS = [*CONDITIONS, *CLIPS, "zebra", "okapi", "savannah", "gold", "instructed", "expected", "anchor"]
TOOLS = ["Lavf", "Lavc", "x264", "ffmpeg"]


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Return an open study of imported videos, with checks; the workers' jobs are done here and now."""
    monkeypatch.chdir(tmp_path)
    videos = foreign_videos.write_study_videos(tmp_path / "savannah", CONDITIONS, CLIPS)
    text = video_folder.study_file_from_videos(
        presets.preset_text("default"), name="faces", folder=videos.relative_to(tmp_path)
    ).text
    text = text.replace("\n[[conditions]]", '\n[[conditions]]\nrole = "anchor"', 1) + CHECKS
    (tmp_path / "faces.toml").write_text(text)
    study = lifecycle.create(document.read_study_file(tmp_path / "faces.toml"), source=text, folder=tmp_path)
    while job := Job.objects.filter(state=State.QUEUED).first():
        run_job(job.pk)
    return lifecycle.open(study)


class Browser:
    """Keeps every byte it got: addresses, headers, bodies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[bytes] = []

    def ask(self, method: str, url: str, **fields) -> httpx.Response:
        response = httpx.request(method, urljoin(self.url, url), follow_redirects=True, trust_env=False, **fields)
        for each in (*response.history, response):
            headers = "\n".join(f"{name}: {value}" for name, value in each.headers.multi_items())
            self.seen += [unquote(str(each.url)).encode(), headers.encode(), each.content]
        return response

    def page(self, method: str, url: str, **fields) -> HtmlPage:
        response = self.ask(method, url, **fields).raise_for_status()
        for address in re.findall(r'(?:src|href)="(/[^"]+)"', response.text):
            if "/withdraw" not in address:
                self.ask("GET", address)
        return HtmlPage.parse(response.text, url=str(response.url))


def take_part(url: str, slug: str) -> Browser:
    """Take part from the door to the last page, and look at everything that a page names."""
    browser = Browser(url)
    page = browser.page("GET", f"/s/{slug}/")
    while page.forms:
        form = page.form
        if page.videos:
            begun = browser.ask("POST", form.play_token_url, data={"trial": form.hidden["trial"]}).json()
            length = Participation.objects.get().trials.first().stimulus.stimulus.seconds
            ratings = dict.fromkeys(form.choices, "4")
            fields = form.form_data(**ratings, play=begun["play"], playback=playback_record(length))
            time.sleep(length)
            page = browser.page("POST", form.action, data=fields)
        elif form.method == "get":
            page = browser.page("GET", form.action, params=form.hidden)
        else:
            page = browser.page("POST", form.action, data=form.hidden | known(form))
    return browser


def known(form) -> dict[str, str]:
    answers = {}
    if "agree" in form.choices or form.action.endswith("/consent"):
        answers["agree"] = "yes"
    if form.action.endswith("/device-check"):
        answers["notes"] = device_check.note_counts(Participation.objects.get().seed)
    return answers


def test_no_response_reveals_the_condition(study, live_server):
    browser = take_part(live_server.url, study.slug)
    assert Participation.objects.get().state == Participation.State.COMPLETED
    everything = b"\n".join(browser.seen)
    assert everything.count(b"ftypisom") >= len(CONDITIONS) * len(CLIPS)
    result = [word for word in (*SECRETS, *TOOLS) if re.search(re.escape(word).encode(), everything, re.IGNORECASE)]
    assert result == []
    for cell in study.stimuli.select_related("stimulus__imported_video"):
        assert cell.stimulus.imported_video.digest.encode() not in everything
        assert f"/{cell.stimulus.pk}/".encode() not in everything
    assert_equal_video_headers(live_server.url)
    assert_search_finds_a_condition(study, live_server.url)


def assert_equal_video_headers(url: str) -> None:
    kinds = set()
    for trial in Participation.objects.get().trials.all():
        home = f"{url}/p/{tokens.participation_token(trial.participation_id)}"
        headers = httpx.head(f"{home}/video/{trial.media_id}", trust_env=False).headers
        kinds.add(tuple(item for item in headers.items() if item[0] not in ("etag", "content-length", "date")))
        assert "last-modified" not in headers
    assert len(kinds) == 1


def assert_search_finds_a_condition(study, url: str) -> None:
    """The words are looked for in what really comes: a name put into the study's title is found."""
    study.document["study"]["title"] = "Zebra-Jointly"
    study.save()
    browser = Browser(url)
    browser.page("GET", f"/s/{study.slug}/")
    assert re.search(b"zebra-jointly", b"\n".join(browser.seen), re.IGNORECASE)
