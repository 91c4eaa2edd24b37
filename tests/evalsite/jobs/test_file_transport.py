"""Writers and readers are real processes on real files: what counts is what arrives."""

import multiprocessing
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from evalsite.celery import file_options
from evalsite.jobs.transports import Transport

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
        arrived.update([answers.get(timeout=20)])
    for process in writers:
        process.join(10)
    for _ in readers:
        write(tmp_path, ["end"])
    for process in readers:
        process.join(10)
    assert arrived == Counter(range(number))
    assert not list((tmp_path / "waiting").iterdir())


def test_a_message_lies_there_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda *_: pytest.fail("killed"))
    with pytest.raises(pytest.fail.Exception):
        write(tmp_path, [1])
    assert not list((tmp_path / "waiting").iterdir())


@pytest.mark.parametrize("damaged", [b"", b'{"body": "half of'])
def test_what_a_power_cut_left_of_a_message_hurts_no_reader(tmp_path, damaged):
    write(tmp_path, [1, 2])
    first = min((tmp_path / "waiting").iterdir())
    first.write_bytes(damaged)
    with queue(tmp_path) as messages:
        assert messages.get(timeout=5).payload == 2
        with pytest.raises(Empty):
            messages.get(timeout=0.2)


def test_messages_come_in_the_order_in_which_they_were_sent(tmp_path):
    write(tmp_path, range(5))
    with queue(tmp_path) as messages:
        assert [messages.get(timeout=5).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_queue_is_served_by_its_own_name_only(tmp_path):
    write(tmp_path, ["for all"])
    with queue(tmp_path, "al") as messages, pytest.raises(Empty):
        messages.get(timeout=0.3)


class queue:  # noqa: N801 - reads as a function
    """A kombu queue on the folder, closed with its connection."""

    def __init__(self, folder, name="all"):
        self.connection = Connection(transport=Transport, transport_options=file_options(folder))
        self.name = name

    def __enter__(self):
        self.messages = self.connection.SimpleQueue(self.name, no_ack=True)
        return self.messages

    def __exit__(self, *_):
        self.messages.close()
        self.connection.release()


def write(folder, numbers):
    with Connection(transport=Transport, transport_options=file_options(folder)) as connection:
        producer = connection.Producer()
        for number in numbers:
            producer.publish(number, exchange="", routing_key="all", serializer="json")


def read(folder, answers):
    with queue(folder) as messages:
        while (number := messages.get(timeout=30).payload) != "end":
            answers.put(number)
