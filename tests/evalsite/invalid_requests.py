"""Checks for invalid requests: the response is a plain error page, and no row of the database changes."""

import re
from contextlib import contextmanager

from django.apps import apps
from django.test import Client

TRACES = re.compile(r"Traceback|Exception|Error at|/site-packages/|DoesNotExist", re.IGNORECASE)


def all_rows() -> dict[str, list]:
    """Return every row of every table."""
    managers = {model: model._base_manager for model in apps.get_models()}  # noqa: SLF001 - Django's own name for it
    return {model.__name__: sorted(manager.values_list(), key=repr) for model, manager in managers.items()}


@contextmanager
def check_unchanged():
    """Check that the block does not change the database."""
    before = all_rows()
    yield
    assert all_rows() == before


def anonymous_client(**headers) -> Client:
    """Return a client without cookies that shows a 500 response as a browser would."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False, headers=headers)


def check_refused(response, *codes: int):
    """Check that a response is a plain error page, with one of the codes if any are given; return its text."""
    assert response.status_code in (codes or range(400, 500)), response.status_code
    text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    if response.status_code != 405 and text:
        assert text.count("<h1") == 1
    assert not TRACES.search(text)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not response.cookies
    return text
