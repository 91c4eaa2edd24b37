"""What tests of pages share: a signed-in researcher, a store of their own, and what every page must keep to."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from evalsite.accounts.models import User
from tests.browser import browser, chromium

__all__ = ["browser", "chromium"]


@pytest.fixture
def researcher(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    return client


@pytest.fixture
def store_folder(settings, tmp_path) -> Path:
    settings.STORE = tmp_path / "store"
    return settings.STORE


@pytest.fixture
def sound_page():
    """Return a check that a page keeps to the strict policy and names itself."""

    def check(answer: HttpResponse) -> str:
        text = answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text)
        assert re.search(r"<title>[^<]+</title>", text)
        assert text.count("<h1") == 1
        return text

    return check
