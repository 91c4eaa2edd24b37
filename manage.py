#!/usr/bin/env python
"""Django's command line for Facestudy."""

import os
import sys

from evalsite.processes import thread_limits


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    if sys.argv[1:2] == ["worker"]:
        # Before numpy is imported, which reads them only once.
        os.environ |= thread_limits(1)
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - settings must be named first
        from django.core.management import execute_from_command_line  # noqa: PLC0415
    except ModuleNotFoundError:
        sys.exit(f"manage.py: {sys.executable} has no Django; run `make setup`, then .venv/bin/python manage.py")
    from django.db import DatabaseError  # noqa: PLC0415

    from face.console import exit_after_broken_pipe, print_error  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:
        exit_after_broken_pipe()
    except ImproperlyConfigured as error:
        sys.exit(print_error("manage.py", error))
    except DatabaseError as error:
        from evalsite.database import explain_database_error  # noqa: PLC0415 - needs the settings

        if explanation := explain_database_error(error):
            sys.exit(print_error("manage.py", explanation))
        raise


if __name__ == "__main__":
    main()
