from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class JobKindsConfig(AppConfig):
    name = "tests.faults.job_kinds"

    def ready(self):
        from tests.faults.job_kinds.handlers import register_all  # noqa: PLC0415 - models are loaded only now

        register_all()
        if options := getattr(settings, "BROKER_OPTIONS", None):
            from evalsite.celery import app  # noqa: PLC0415 - few rounds need it so early

            app.conf.broker_transport_options |= options
        if received := getattr(settings, "RECEIVED_MESSAGES", None):
            record_messages(Path(received))


def record_messages(file: Path):
    """Have a line written whenever a message reaches a child."""
    from celery.signals import task_prerun  # noqa: PLC0415

    def record(**_):
        with file.open("a") as lines:
            lines.write("received\n")

    task_prerun.connect(record, weak=False)
