"""Runs the services of compose.yml with podman, without a Docker daemon, systemd or its own control groups.

Must be called in private mount and network namespaces (see run.sh): all containers share the network of the caller, so
each service's name resolves to 127.0.0.1, and no port can collide with one outside.
"""  # noqa: INP001 - a script

import os
import subprocess
import sys
import time
from pathlib import Path

from compose_file import Service, read

COMPOSE = Path(__file__).parents[1] / "compose.yml"
PREFIX = "facestudy-test-"
HEALTH_TIMEOUT_SECONDS = 120.0
SERVERS_IMAGE = "localhost/facestudy-servers"
"""Replaces the official images of PostgreSQL and Redis."""
# Without a daemon there are no control groups, no raised limits and no systemd to log to.
DAEMONLESS_OPTIONS = (
    *("--network=host", "--cgroups=disabled", "--log-driver=k8s-file", "--http-proxy=false"),
    *("--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000"),
)


def podman(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run podman; its errors go to our stderr."""
    command = ["podman", "--cgroup-manager=cgroupfs", *arguments]
    return subprocess.run(command, check=check, stdout=subprocess.PIPE, text=True)


def run_arguments(name: str, service: Service, names: list[str]) -> list[str]:
    """Return podman's arguments for a service of the compose file."""
    arguments = ["run", "--detach", f"--name={PREFIX}{name}", *DAEMONLESS_OPTIONS]
    arguments += [f"--add-host={each}:127.0.0.1" for each in names]
    arguments += [f"--env={key}={value}" for key, value in service.get("environment", {}).items()]
    arguments += [f"--volume={PREFIX}{volume}" for volume in service.get("volumes", [])]
    arguments += [f"--tmpfs={folder}" for folder in service.get("tmpfs", [])]
    arguments += [f"--cap-drop={each}" for each in service.get("cap_drop", [])]
    arguments += [f"--security-opt={each.partition(':')[0]}" for each in service.get("security_opt", [])]
    arguments += ["--read-only"] if service.get("read_only") else []
    image = f"localhost/{service['image']}" if "build" in service else SERVERS_IMAGE
    return [*arguments, image, *map(str, service.get("command", []))]


def wait(name: str, service: Service, condition: str) -> None:
    """Wait until a service is healthy, or has completed."""
    if condition == "service_completed_successfully":
        if podman("wait", PREFIX + name).stdout.strip() != "0":
            fail(name, "failed")
        return
    end = time.monotonic() + HEALTH_TIMEOUT_SECONDS
    while podman("exec", PREFIX + name, *service["healthcheck"]["test"][1:], check=False).returncode:
        running = podman("inspect", "--format={{.State.Running}}", PREFIX + name).stdout.strip()
        if running != "true" or time.monotonic() > end:
            fail(name, "is not healthy")
        time.sleep(1)


def fail(name: str, problem: str) -> None:
    """Show a service's last lines, and exit."""
    subprocess.run(["podman", "logs", "--tail=40", PREFIX + name], check=False)
    sys.exit(f"docker-test: {name} {problem}; its last lines are above")


def up() -> None:
    """Start everything; return when every service is healthy."""
    services = read(COMPOSE, os.environ)
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            wait(needed, services[needed], how["condition"])
        podman(*run_arguments(name, service, list(services)))
    for name, service in services.items():
        if "healthcheck" in service:
            wait(name, service, "service_healthy")
            sys.stdout.write(f"  {name} is healthy\n")
            sys.stdout.flush()


def down() -> None:
    """Stop and remove the containers and their volumes."""
    if names := podman("ps", "--all", "--format={{.Names}}", f"--filter=name={PREFIX}").stdout.split():
        podman("stop", "--time=10", *names, check=False)
        podman("rm", "--force", *names, check=False)
    if volumes := podman("volume", "ls", "--quiet", f"--filter=name={PREFIX}").stdout.split():
        podman("volume", "rm", *volumes, check=False)


if __name__ == "__main__":
    {"up": up, "down": down}[sys.argv[1]]()
