"""One-time sign-in links: used once, expiring, and only for their user."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client

from evalsite.accounts.models import User
from evalsite.accounts.signin_links import LINK_LIFETIME, SALT, create_signin_link, redeem_token, signin_token

pytestmark = pytest.mark.django_db


def create_link_seconds_ago(seconds: float) -> str:
    created_at = signing.time.time() - seconds
    with patch("django.core.signing.time.time", return_value=created_at):
        return create_signin_link()


def test_the_first_link_creates_an_administrator_without_password():
    create_signin_link()
    user = User.objects.get()
    assert user.is_superuser
    assert not user.has_usable_password()


def test_a_second_link_is_for_the_same_administrator():
    create_signin_link()
    create_signin_link()
    assert User.objects.count() == 1


def test_an_existing_user_named_admin_is_left_alone():
    User.objects.create_user("admin", password="x")
    create_signin_link()
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["admin2"]


def test_a_link_signs_in(client):
    assert client.get(create_signin_link(), follow=True).context["user"].username == "admin"


def test_a_link_works_once():
    link = create_signin_link()
    assert Client().get(link).status_code == 302
    assert Client().get(link).status_code == 410


def test_a_signed_in_user_may_follow_the_link_again(client):
    link = create_signin_link()
    client.get(link)
    assert client.get(link).headers["Location"] == "/"


def test_using_a_link_invalidates_earlier_links():
    first, second = create_signin_link(), create_signin_link()
    Client().get(second)
    assert Client().get(first).status_code == 410


@pytest.mark.parametrize(("early", "status"), [(-5, 302), (5, 410)])
def test_a_link_expires_after_15_minutes(client, early, status):
    assert timedelta(minutes=15) == LINK_LIFETIME
    assert client.get(create_link_seconds_ago(LINK_LIFETIME.total_seconds() + early)).status_code == status


def test_setting_a_password_invalidates_the_links(client):
    link = create_signin_link()
    user = User.objects.get()
    user.set_password("a long enough one")
    user.save()
    assert client.get(link).status_code == 410


def test_signing_in_by_password_invalidates_the_links(client):
    user = User.objects.create_superuser("ada", password="x")
    link = create_signin_link()
    client.login(username="ada", password="x")
    user.refresh_from_db()
    assert Client().get(link).status_code == 410


def test_a_forged_token_is_refused(client):
    token = signin_token(User.objects.create_superuser("ada"))
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", signing.dumps([1, "x"], salt="other")):
        assert client.get(f"/sign-in/{forged}/").status_code == 410


def test_a_token_of_an_inactive_user_is_refused():
    user = User.objects.create_superuser("ada")
    token = signin_token(user)
    User.objects.update(is_active=False)
    assert redeem_token(token) is None


def test_a_token_of_a_deleted_user_is_refused():
    assert redeem_token(signing.dumps([99, "x"], salt=SALT)) is None
