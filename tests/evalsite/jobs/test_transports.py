"""Messages between real processes: through files, and through a private Redis that is killed (if it is installed)."""

import multiprocessing
import shutil
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
import redis as redis_client
from kombu import Connection
from kombu.transport import virtual

from evalsite.celery import REDIS_OPTIONS, app, file_options
from evalsite.jobs.transports import FileTransport, RedisTransport
from tests.faults.servers import Redis

needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")

MANY = pytest.param(3000, marks=pytest.mark.slow)


@pytest.mark.parametrize("number", [300, MANY])
def test_every_message_arrives_once(tmp_path, number):
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    half = number // 2
    writers = [spawn.Process(target=write, args=(tmp_path, range(start, start + half))) for start in (0, half)]
    readers = [spawn.Process(target=read, args=(tmp_path, answers)) for _ in range(2)]
    for process in readers + writers:
        process.start()
    arrived = Counter()
    while arrived.total() < number:
        arrived.update([answers.get(timeout=60)])
    for process in writers:
        process.join(60)
    for _ in readers:
        write(tmp_path, ["end"])
    for process in readers:
        process.join(60)
    assert arrived == Counter(range(number))
    assert not list((tmp_path / "waiting").iterdir())


def test_a_message_appears_complete_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("killed"))
    with pytest.raises(pytest.fail.Exception):
        write(tmp_path, [1])
    assert not list((tmp_path / "waiting").iterdir())


@pytest.mark.parametrize("damaged", [b"", b'{"body": "half of'])
def test_a_damaged_message_is_skipped(tmp_path, damaged):
    write(tmp_path, [1, 2])
    first = min((tmp_path / "waiting").iterdir())
    first.write_bytes(damaged)
    with queue(tmp_path) as messages:
        assert messages.get(timeout=5).payload == 2
        with pytest.raises(Empty):
            messages.get(timeout=0.2)


def test_messages_arrive_in_the_order_sent(tmp_path):
    write(tmp_path, range(5))
    with queue(tmp_path) as messages:
        assert [messages.get(timeout=5).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_queue_name_is_not_a_prefix(tmp_path):
    write(tmp_path, ["for all"])
    with queue(tmp_path, "al") as messages, pytest.raises(Empty):
        messages.get(timeout=0.3)


class queue:  # noqa: N801 - reads as a function
    """A kombu queue on the folder, closed with its connection."""

    def __init__(self, folder, name="all"):
        self.connection = Connection(transport=FileTransport, transport_options=file_options(folder))
        self.name = name

    def __enter__(self):
        self.messages = self.connection.SimpleQueue(self.name, no_ack=True)
        return self.messages

    def __exit__(self, *_):
        self.messages.close()
        self.connection.release()


def write(folder, numbers):
    with Connection(transport=FileTransport, transport_options=file_options(folder)) as connection:
        producer = connection.Producer()
        for number in numbers:
            producer.publish(number, exchange="", routing_key="all", serializer="json")


def read(folder, answers):
    with queue(folder) as messages:
        while (number := messages.get(timeout=30).payload) != "end":
            answers.put(number)


@pytest.fixture
def server(tmp_path):
    server = Redis(tmp_path / "redis")
    yield server
    server.end()


@pytest.fixture
def redis_queue(server):
    connection = Connection(server.url, transport=RedisTransport, transport_options=REDIS_OPTIONS)
    messages = connection.SimpleQueue("all")
    yield messages
    messages.queue.channel.connection.client.collect()


@needs_redis
def test_a_redis_url_selects_our_transport(server):
    with Connection(server.url) as connection:
        assert connection.get_transport_cls() is RedisTransport
    assert app.conf.broker_connection_max_retries is None


@needs_redis
def test_an_acknowledged_message_is_removed(server, redis_queue):
    redis_queue.put("one")
    redis_queue.get(timeout=5).ack()
    assert server.do("HLEN", "unacked") == 0
    with pytest.raises(Empty):
        redis_queue.get(block=False)


@needs_redis
@pytest.mark.parametrize("method", ["ack", "reject"])
def test_a_message_that_redis_cannot_be_told_about_frees_its_slot(server, redis_queue, method):
    redis_queue.put("one")
    qos = redis_queue.channel.qos
    qos.prefetch_count = 1
    message = redis_queue.get(timeout=5)
    assert not qos.can_consume()
    server.kill()
    with pytest.raises(redis_client.ConnectionError):
        getattr(message, method)()
    assert qos.can_consume()
    assert isinstance(qos, virtual.QoS)
