"""One `up` per state folder, and where it answers."""

import os

import pytest

from evalsite.instance_lock import InstanceLock
from face.errors import InputError


def test_the_lock_names_its_holder(tmp_path):
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    first.take()
    first.tell("http://localhost:8000")
    with pytest.raises(InputError, match=f"process {os.getpid()}, http://localhost:8000"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_the_lock_tells_where_the_site_answers_as_long_as_it_is_held(tmp_path):
    holder = InstanceLock(tmp_path)
    assert InstanceLock(tmp_path).address() is None
    holder.take()
    holder.tell("http://localhost:8123")
    assert InstanceLock(tmp_path).address() == "http://localhost:8123"
    holder.release()
    assert InstanceLock(tmp_path).address() is None
