"""The link that a researcher hands on."""

from typing import Final

from django.conf import settings

from evalsite.recruitment.prolific.entry import PARAMETERS
from evalsite.studies.models import Study

FILLED_IN_BY_PROLIFIC: Final = "&".join(f"{name}={{{{%{name}%}}}}" for name in PARAMETERS)


def link(study: Study) -> str:
    """Return the address for participants; for Prolific with the parameters that it fills in."""
    address = f"{settings.SITE_URL}/s/{study.slug}/"
    return address if study.read().recruitment.prolific is None else f"{address}?{FILLED_IN_BY_PROLIFIC}"
