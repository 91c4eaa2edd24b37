"""On a private Redis that is killed and started again; skipped where none is installed."""

import shutil
from queue import Empty

import pytest
import redis as client
from kombu import Connection
from kombu.transport import virtual

from evalsite.celery import REDIS_OPTIONS, app
from evalsite.jobs.transports import Transport
from tests.faults.servers import Redis

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


@pytest.fixture
def server(tmp_path):
    server = Redis(tmp_path / "redis")
    yield server
    server.end()


@pytest.fixture
def queue(server):
    connection = Connection(server.url, transport=Transport, transport_options=REDIS_OPTIONS)
    messages = connection.SimpleQueue("all")
    yield messages
    messages.queue.channel.connection.client.collect()


def test_a_url_of_redis_means_our_transport(server):
    with Connection(server.url) as connection:
        assert connection.get_transport_cls() is Transport
    assert app.conf.broker_connection_max_retries is None


def test_a_message_that_is_done_is_gone(server, queue):
    queue.put("one")
    queue.get(timeout=5).ack()
    assert server.do("HLEN", "unacked") == 0
    with pytest.raises(Empty):
        queue.get(block=False)


@pytest.mark.parametrize("way", ["ack", "reject"])
def test_a_message_of_which_redis_cannot_hear_leaves_room_for_the_next(server, queue, way):
    queue.put("one")
    qos = queue.channel.qos
    qos.prefetch_count = 1
    message = queue.get(timeout=5)
    assert not qos.can_consume()
    server.kill()
    with pytest.raises(client.ConnectionError):
        getattr(message, way)()
    assert qos.can_consume()
    assert isinstance(qos, virtual.QoS)
