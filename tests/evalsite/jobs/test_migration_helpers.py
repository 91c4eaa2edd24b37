"""Renaming job kinds and rewriting specs in data migrations."""

import pytest
from django.apps import apps

from evalsite.jobs.migration_helpers import rename_kind, rewrite_specs
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import spec_digest

pytestmark = pytest.mark.django_db


def job(kind, spec, *, state=State.QUEUED, title=""):
    return Job.objects.create(kind=kind, spec=spec, spec_digest=spec_digest(spec), state=state, title=title)


def test_a_kind_is_renamed_also_at_the_beginning_of_titles():
    renamed = [job("plant", {"n": n}, state=state, title="plant corpus") for n, state in enumerate(State)]
    other = job("render", {}, title="plant pots")
    rename_kind(apps, "plant", "synthetic_corpus")
    for each in renamed:
        each.refresh_from_db()
        assert (each.kind, each.title) == ("synthetic_corpus", "synthetic_corpus corpus")
    other.refresh_from_db()
    assert (other.kind, other.title) == ("render", "plant pots")


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.FAILED, State.CANCELLED])
def test_the_spec_of_an_unfinished_job_is_rewritten_with_its_digest(state):
    unfinished, done = job("render", {"look": 1}, state=state), job("render", {"look": 1}, state=State.DONE)
    rewrite_specs(apps, "render", lambda spec: {"settings": spec["look"]})
    unfinished.refresh_from_db()
    done.refresh_from_db()
    assert (unfinished.spec, unfinished.spec_digest) == ({"settings": 1}, spec_digest({"settings": 1}))
    assert done.spec == {"look": 1}
