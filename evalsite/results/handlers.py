"""The kind of work that makes a closed study's report."""

from typing import Any

from evalsite.jobs.registry import Handler, register
from evalsite.results import bundles
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.console import Report


def register_all() -> None:
    """Make the kind known to the job table."""
    register(Handler(kind=bundles.KIND, queue="analysis", run=_make, publish=_publish, limit=900.0))


def _make(spec: dict[str, Any], report: Report) -> dict[str, Any]:
    return dict(bundles.keep(Study.objects.get(pk=spec["study"]), report))


def _publish(spec: dict[str, Any], output: dict[str, Any]) -> None:
    Snapshot.objects.filter(study=spec["study"]).update(**output)
