"""Ports: a free one, one in use, and whether something answers there."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from evalsite.supervisor.supervisor import free_port, is_answering, require_free_port
from face.errors import InputError


class NotFoundHandler(BaseHTTPRequestHandler):
    """A server that is up but has no pages."""

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


@contextmanager
def listening():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@contextmanager
def serving():
    with HTTPServer(("127.0.0.1", 0), NotFoundHandler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_free_port_is_available():
    port = free_port()
    assert 1024 <= port < 2**16
    require_free_port(port)
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))


def test_a_port_in_use_is_refused_and_named():
    with listening() as port, pytest.raises(InputError, match=rf"port {port} is not available \(.+\); choose another"):
        require_free_port(port)


def test_a_port_is_available_right_after_its_use():
    with listening() as port, socket.create_connection(("127.0.0.1", port)):
        pass
    require_free_port(port)


def test_nothing_answers_on_a_free_port():
    assert not is_answering(free_port())


def test_a_site_answers_with_any_status():
    with serving() as port:
        assert is_answering(port)
