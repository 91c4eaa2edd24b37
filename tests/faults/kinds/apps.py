from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class KindsConfig(AppConfig):
    name = "tests.faults.kinds"

    def ready(self):
        from tests.faults.kinds.handlers import register_all  # noqa: PLC0415 - models are loaded only now

        register_all()
        if options := getattr(settings, "BROKER_OPTIONS", None):
            from evalsite.celery import app  # noqa: PLC0415 - few rounds need it so early

            app.conf.broker_transport_options |= options
        if woken := getattr(settings, "WOKEN", None):
            count_wakes(Path(woken))


def count_wakes(file: Path):
    """Have a line written whenever a message reaches a child."""
    from celery.signals import task_prerun  # noqa: PLC0415

    def wake(**_):
        with file.open("a") as lines:
            lines.write("woken\n")

    task_prerun.connect(wake, weak=False)
