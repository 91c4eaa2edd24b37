"""The recruitment app."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.recruitment"

    def ready(self) -> None:
        """Let the last page send people back to where they came from, and forget in time who they were."""
        from evalsite.jobs.scheduler import chores  # noqa: PLC0415 - models can be imported only now
        from evalsite.questionnaire import farewell  # noqa: PLC0415
        from evalsite.recruitment import erasure  # noqa: PLC0415
        from evalsite.recruitment.prolific import departure  # noqa: PLC0415

        farewell.register(departure.farewell)
        chores.daily(erasure.overdue)
