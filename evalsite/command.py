"""A management command whose user never sees a traceback: wrong input is one sentence and exit code 2."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from evalsite.lock import Lock
from face.console import complain
from face.errors import InputError


class SiteCommand(BaseCommand):
    """Base of the site's commands."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; end with 2 where the input was wrong, with 130 where the user stopped it."""
        name = type(self).__module__.rpartition(".")[2]
        try:
            return super().execute(*args, **options)
        except InputError as error:
            sys.exit(complain(f"manage.py {name}", error))
        except KeyboardInterrupt:
            sys.exit(130)


def site_address() -> str:
    """Return where the site answers: where `up` said it does, else where the settings say."""
    return Lock(settings.STATE).address() or settings.SITE_URL
