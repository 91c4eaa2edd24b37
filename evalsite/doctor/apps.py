"""The doctor app."""

from django.apps import AppConfig


class DoctorConfig(AppConfig):
    """Registers the system checks."""

    name = "evalsite.doctor"

    def ready(self) -> None:
        """Register the checks of services, folders and clock with Django."""
        from evalsite.doctor import system_checks  # noqa: F401, PLC0415 - models can be imported only now
