"""The recruitment app."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Where Django finds it."""

    name = "evalsite.recruitment"

    def ready(self) -> None:
        """Let the last page send people back to where they came from, and forget in time who they were."""
        from evalsite.jobs import periodic_tasks  # noqa: PLC0415 - models can be imported only now
        from evalsite.questionnaire import completion_redirect  # noqa: PLC0415
        from evalsite.recruitment import erasure  # noqa: PLC0415
        from evalsite.recruitment.prolific import completion  # noqa: PLC0415

        completion_redirect.register(completion.farewell)
        periodic_tasks.register_daily_task(erasure.overdue)
