"""One quick round in `make test-slow`; `make test-faults` runs twenty rounds of every fault."""

import pytest

from tests.faults import scenarios
from tests.faults.fault import FAULTS
from tests.faults.fault_site import FaultSite
from tests.faults.templates import create_sqlite_template

assert scenarios


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return create_sqlite_template(tmp_path_factory.mktemp("faults") / "prepared")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["child-killed-files"])
def test_a_quick_round(template, tmp_path, name):
    fault = FAULTS[name]
    site = FaultSite(tmp_path / "site", template, **fault.site_options)
    try:
        fault.provoke(site)
    finally:
        site.end()
