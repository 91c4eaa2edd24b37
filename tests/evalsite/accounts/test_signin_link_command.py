"""manage.py signin_link: print a new one-time sign-in link."""

import pytest
from django.core.management import call_command
from django.test import Client

from evalsite.accounts.models import User
from evalsite.instance_lock import InstanceLock

pytestmark = pytest.mark.django_db


def run_command(capsys, *arguments):
    call_command("signin_link", *arguments)
    return capsys.readouterr().out.strip()


def link_path(link):
    return "/" + link.split("/", 3)[3]


def test_the_default_user_is_the_administrator(capsys, settings):
    settings.SITE_URL = "https://study.example.org"
    link = run_command(capsys)
    assert link.startswith("https://study.example.org/sign-in/")
    assert Client().get(link_path(link), follow=True).context["user"].is_superuser


def test_a_link_for_a_named_user(capsys):
    User.objects.create_user("ada")
    link = run_command(capsys, "ada")
    assert Client().get(link_path(link), follow=True).context["user"].username == "ada"
    assert Client().get(link_path(link)).status_code == 410


def test_the_link_leads_to_the_running_site(capsys, settings):
    lock = InstanceLock(settings.STATE)
    lock.acquire()
    lock.write_holder("http://localhost:8123")
    assert run_command(capsys).startswith("http://localhost:8123/sign-in/")
    lock.release()


def test_an_unknown_account_is_refused(capsys):
    User.objects.create_user("ada")
    User.objects.create_user("gone", is_active=False)
    for name in ("grace", "gone"):
        with pytest.raises(SystemExit) as stop:
            call_command("signin_link", name)
        assert stop.value.code == 2
        assert f"there is no account '{name}'; accounts: ada" in capsys.readouterr().err
