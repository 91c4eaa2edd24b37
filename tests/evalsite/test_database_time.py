"""The database's clock decides, whatever the machine believes."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.accounts.models import User
from evalsite.database_time import now_plus

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seconds", [-600, 0, 0.5, 48 * 3600])
def test_so_many_seconds_from_the_databases_now(seconds):
    User.objects.create_user("ada")
    found = User.objects.annotate(then=now_plus(seconds), now=Now()).get()
    assert found.then - found.now == timedelta(seconds=seconds)
    assert abs(found.now - timezone.now()) < timedelta(minutes=1)


def test_it_can_be_written_and_compared():
    ada = User.objects.create_user("ada")
    User.objects.update(last_login=now_plus(60))
    assert User.objects.filter(last_login__gt=Now(), last_login__lt=now_plus(61)).get() == ada
    assert not User.objects.filter(last_login__lt=now_plus(59)).exists()
