"""The results app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Registers the app's job handlers, and the analysis of studies that close."""

    name = "evalsite.results"

    def ready(self) -> None:
        """Register handlers and hook once the models are loaded."""
        from evalsite.jobs.registry import register  # noqa: PLC0415 - imports models
        from evalsite.results import bundles, multiverses, snapshots  # noqa: PLC0415
        from evalsite.studies.lifecycle import register_close_hook  # noqa: PLC0415

        register(snapshots.JOB_HANDLER)
        register(bundles.JOB_HANDLER)
        register(multiverses.JOB_HANDLER)
        register_close_hook(snapshots.enqueue_analysis)
