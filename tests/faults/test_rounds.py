"""One quick round with each `make test`; `make test-faults` plays twenty of all faults."""

import pytest

from tests.faults import scenes
from tests.faults.fault import FAULTS
from tests.faults.ground import Ground
from tests.faults.prepare import migrated

assert scenes


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return migrated(tmp_path_factory.mktemp("faults") / "prepared")


@pytest.mark.parametrize("name", ["child-killed-files"])
def test_a_quick_round(prepared, tmp_path, name):
    fault = FAULTS[name]
    ground = Ground(tmp_path / "ground", prepared, **fault.ground)
    try:
        assert fault.provoke(ground) <= fault.limit
    finally:
        ground.end()
