"""One `up` per state folder, and its URL."""

import os

import pytest

from evalsite.instance_lock import InstanceLock
from face.errors import InputError


def test_the_lock_names_its_holder(tmp_path):
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    first.acquire()
    first.write_holder("http://localhost:8000")
    with pytest.raises(InputError, match=f"process {os.getpid()}, http://localhost:8000"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_the_url_is_known_while_the_lock_is_held(tmp_path):
    holder = InstanceLock(tmp_path)
    assert InstanceLock(tmp_path).holder_url() is None
    holder.acquire()
    holder.write_holder("http://localhost:8123")
    assert InstanceLock(tmp_path).holder_url() == "http://localhost:8123"
    holder.release()
    assert InstanceLock(tmp_path).holder_url() is None
