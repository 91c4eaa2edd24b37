"""The kinds of work of this app: a closed study's results, and its report; closing asks for the first."""

import json
from typing import Any

from django.db.models.signals import post_save

from evalsite import store
from evalsite.jobs.registry import Handler, Output, Spec, register
from evalsite.results import bundles, snapshots
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.progress import ProgressCallback


def register_all() -> None:
    """Make the kinds known to the job table, and hear of studies that close."""
    register(Handler(kind=snapshots.KIND, queue="analysis", run=_analyse, publish=_keep, limit=1800.0))
    register(Handler(kind=bundles.KIND, queue="analysis", run=_make, publish=_publish, limit=900.0))
    post_save.connect(_moved, sender=Study, dispatch_uid="analyse a study that closes")


def _moved(instance: Study, *, created: bool, update_fields: frozenset[str] | None, **_known: Any) -> None:
    """Have a study analysed whose state became closed; `studies` need not know who listens."""
    if not created and instance.state == Study.State.CLOSED and "state" in (update_fields or ()):
        snapshots.ask(instance)


def _analyse(spec: Spec, progress: ProgressCallback) -> Output:
    return {"row": snapshots.kept(snapshots.compute(Study.objects.get(pk=spec["study"]), progress))}


def _keep(spec: Spec, output: Output) -> None:
    row = json.loads(store.path(output["row"]).read_text(encoding="utf-8"))
    snapshots.publish(Study.objects.get(pk=spec["study"]), row)


def _make(spec: Spec, progress: ProgressCallback) -> Output:
    return dict(bundles.keep(Study.objects.get(pk=spec["study"]), progress))


def _publish(spec: Spec, output: Output) -> None:
    Snapshot.objects.filter(study=spec["study"]).update(**output)
