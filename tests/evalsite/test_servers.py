"""The pair of servers that the run was asked for is the pair that is tested."""

import os

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_rows_and_messages_use_the_configured_servers():
    database_url = os.environ.get("FACESTUDY_DATABASE_URL", "")
    assert connection.vendor == ("postgresql" if database_url else "sqlite")
    assert connection.settings_dict["NAME"] != "postgres"
    assert bool(settings.REDIS_URL) == bool(database_url)
