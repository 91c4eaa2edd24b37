"""Ports: a free one, one in use, and whether something answers there."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from evalsite.supervisor.supervisor import free_port, is_answering, require_free_port
from face.errors import InputError


class Refuses(BaseHTTPRequestHandler):
    """A site that is up although the page is not there."""

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
    with HTTPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_free_port_can_be_had():
    port = free_port()
    assert 1024 <= port < 2**16
    require_free_port(port)
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", port))


def test_a_port_in_use_is_refused_and_named():
    with listening() as port, pytest.raises(InputError, match=rf"port {port} can't be had \(.+\); choose another"):
        require_free_port(port)


def test_a_port_that_was_used_a_moment_ago_can_be_had():
    with listening() as port, socket.create_connection(("127.0.0.1", port)):
        pass
    require_free_port(port)


def test_nobody_answers_on_a_free_port():
    assert not is_answering(free_port())


def test_a_site_answers_whatever_it_says():
    with serving() as port:
        assert is_answering(port)
