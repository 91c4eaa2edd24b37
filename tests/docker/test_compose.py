"""The compose file: every service can be watched, runs with few rights, and hides what nobody need reach."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from evalsite import environment

DOCKER = Path(__file__).parents[2] / "docker"
GIVEN = {"POSTGRES_PASSWORD": "hush"}
OURS = ("migrate", "web", "scheduler", "worker", "trainer")
SERVERS = ("db", "redis")


@pytest.fixture(autouse=True)
def reader(monkeypatch):
    """Make the scripts of docker/test importable."""
    monkeypatch.syspath_prepend(DOCKER / "test")
    import compose_file  # noqa: PLC0415

    yield compose_file
    sys.modules.pop("compose_file")


@pytest.fixture
def services(reader):
    return reader.read(DOCKER / "compose.yml", GIVEN)


def test_services_start_after_their_dependencies(services):
    order = list(services)
    assert sorted(order) == sorted(OURS + SERVERS)
    assert all(order.index(server) < order.index("migrate") for server in SERVERS)
    assert all(order.index("migrate") < order.index(name) for name in OURS[1:])


def test_every_long_running_service_has_a_health_check(services):
    assert {name for name in services if "healthcheck" not in services[name]} == {"migrate"}


@pytest.mark.parametrize("name", OURS)
def test_containers_have_minimal_privileges(services, name):
    service = services[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service


def test_only_the_site_publishes_a_port_and_only_locally(services):
    assert {name for name in services if "ports" in services[name]} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert all(services[name]["networks"] == ["inside"] for name in SERVERS)


def test_every_queue_has_a_worker(services):
    listened = {word for name in ("worker", "trainer") for word in services[name]["command"]}
    assert set(settings.JOBS_QUEUES) <= listened


def test_redis_keeps_its_messages(services):
    command = services["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert services["redis"]["volumes"] == ["messages:/data"]


def test_every_variable_in_the_compose_file_is_a_setting(services):
    ours = {name for name in services["web"]["environment"] if name.startswith(environment.PREFIX)}
    assert {name.removeprefix(environment.PREFIX) for name in ours} <= set(environment.VARIABLES)


def test_without_a_password_nothing_starts(reader):
    with pytest.raises(ValueError, match=r"POSTGRES_PASSWORD: write one into docker/\.env"):
        reader.read(DOCKER / "compose.yml", {})


def test_the_example_file_lists_every_variable():
    text = (DOCKER / "compose.yml").read_text()
    example = (DOCKER / ".env.example").read_text()
    names = {line.partition("=")[0] for line in example.splitlines() if line and not line.startswith("#")}
    assert {part.split("}")[0].split(":")[0] for part in text.split("${")[1:]} == names
    assert all(
        line.endswith("=") for line in example.splitlines() if line.startswith(("POSTGRES_PASS", "FACESTUDY_SEC"))
    )


@pytest.mark.parametrize("role", ["worker", "scheduler"])
def test_a_misspelt_setting_stops_a_container(tmp_path, role):
    done = subprocess.run(
        ["sh", str(DOCKER / "entrypoint.sh"), role],
        cwd=DOCKER.parent,
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "FACESTUDY_STATE": str(tmp_path),
            "FACESTUDY_X": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "unknown setting FACESTUDY_X" in done.stderr
