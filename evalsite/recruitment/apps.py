"""The recruitment app."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Configures the recruitment app."""

    name = "evalsite.recruitment"

    def ready(self) -> None:
        """Register the redirects back to platforms, and the daily erasure of expired platform ids."""
        from evalsite.jobs import scheduler  # noqa: PLC0415 - models can be imported only now
        from evalsite.questionnaire import pages  # noqa: PLC0415
        from evalsite.recruitment import erasure, prolific  # noqa: PLC0415

        pages.register_redirect_provider(prolific.completion_redirect)
        scheduler.register_daily_task(erasure.erase_expired_ids)
