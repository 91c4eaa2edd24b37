"""Migrate the database of release 0.1.0, open its pages, and print as JSON what was found.

Run in a process of its own, with FACESTUDY_STATE naming a folder that holds the store.
"""

# ruff: noqa: E402, T201
import json
import sqlite3
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from evalsite.accounts.models import User
from evalsite.jobs import registry, runner
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import spec_digest
from evalsite.questionnaire import playback
from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.tokens import participation_token
from evalsite.results.urls import urlpatterns
from evalsite.stimuli import stimulus_requests
from evalsite.stimuli.models import Stimulus
from evalsite.studies.models import Study

FIXTURE = Path(__file__).parents[1] / "fixtures" / "release_0_1"


def main() -> None:
    database = settings.DATABASES["default"]["NAME"]
    with sqlite3.connect(database) as connection:
        connection.executescript((FIXTURE / "database.sql").read_text(encoding="utf-8"))
    before = _stored_results(database)
    call_command("migrate", verbosity=0)
    result = {"pages": _pages(), "results": [before, _stored_results(database)], "studies": _studies()}
    print(json.dumps(result | {"requested": _requested(), "jobs": _jobs(), "trials": _trials()}))


def _stored_results(database: Path) -> str:
    """Return the text of the stored results as the database holds it."""
    with sqlite3.connect(database) as connection:
        return connection.execute("select results from results_snapshot").fetchone()[0]


def _pages() -> dict[str, int]:
    """Return the status of each page that a researcher or a participant can open."""
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(User.objects.get(username="ada"))
    paths = ["/", "/recordings/", "/checkpoints/", "/stimuli/", "/jobs/", "/account/"]
    paths += [
        f"/jobs/batch/{name}/" for name in Job.objects.exclude(batch="").values_list("batch", flat=True).distinct()
    ]
    paths += [f"/stimuli/{key}/" for key in Stimulus.objects.values_list("pk", flat=True)]
    paths += [f"/stimuli/{key}/video/" for key in Stimulus.objects.exclude(video="").values_list("pk", flat=True)]
    slugs = Study.objects.values_list("slug", flat=True)
    paths += [f"/studies/{slug}/" for slug in slugs]
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    files = [route.rpartition("/")[2] for route in routes if route.endswith((".csv", ".json"))]
    paths += [f"/studies/finished/{name}" for name in files if name != "pilot.csv"]
    tokens = [participation_token(each) for each in Participation.objects.values_list("pk", flat=True)]
    paths += [f"/p/{token}/" for token in tokens]
    return {path: client.get(path).status_code for path in paths}


def _studies() -> dict[str, dict[str, Any]]:
    """Return for each study its state and digest, and what its document says today."""
    return {
        study.slug: {
            "state": study.state,
            "digest": study.digest,
            "conditions": [condition.name for condition in study.read_document().conditions],
            "questions": len(study.read_document().questions),
        }
        for study in Study.objects.all()
    }


def _requested() -> dict[str, list[int]]:
    """Ask for the stimuli of each study again; return the keys of its rows, of the answers, and how many jobs came."""
    result = {}
    for study in Study.objects.all():
        jobs = Job.objects.count()
        stimuli = [row.stimulus for row in study.stimuli.select_related("stimulus").order_by("pk")]
        again = [_request(stimulus) for stimulus in stimuli]
        result[study.slug] = {
            "rows": [stimulus.pk for stimulus in stimuli],
            "again": [stimulus.pk for stimulus in again],
            "jobs": Job.objects.count() - jobs,
        }
    return result


def _request(stimulus: Stimulus) -> Stimulus:
    if stimulus.imported_video:
        return stimulus_requests.request_imported_stimulus(
            stimulus.imported_video,
            stimulus.condition,
            stimulus.clip,
            stimulus.settings,
            min_seconds=stimulus.min_seconds,
        )
    own = stimulus.motion if stimulus.condition.imported else ""
    return stimulus_requests.request_stimulus(
        stimulus.recording, stimulus.condition, stimulus.settings, motion=own, min_seconds=stimulus.min_seconds
    )


def _jobs() -> list[dict[str, Any]]:
    """Run the queued import jobs; return the kind, state and error of every job."""
    for job in Job.objects.filter(state=State.QUEUED, kind="import"):
        runner.run_job(job.pk)
    return [
        {
            "kind": job.kind,
            "state": job.state,
            "error": job.error,
            "known": bool(registry.handler_for(job.kind)),
            "digest": job.spec_digest == spec_digest(job.spec),
        }
        for job in Job.objects.order_by("created")
    ]


def _trials() -> dict[str, int]:
    """Return how many trials were answered, how many of their playback records are readable, and how many in a slot."""
    answered = Trial.objects.exclude(answered_at=None)
    records = [playback.Playback.model_validate(record) for record in answered.values_list("playback", flat=True)]
    ended = sum(record.events[-1].event == "ended" for record in records)
    return {"answered": len(records), "ended": ended, "in_slot": answered.exclude(slot=None).count()}


if __name__ == "__main__":
    main()
