"""What the set-up does about the system's packages, with stand-ins for the system's own programs."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = (
    *("sh", "cat", "grep", "dirname", "basename", "tail", "head", "tr"),
    *("find", "ls", "env", "mkdir", "echo", "true", "false", "touch"),
)
APT = 'echo "$@" >>apt.calls\ncase "$*" in *update*) ;; *) touch installed ;; esac\n'


class System:
    """A machine with few programs, some of them made up."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "lock", folder / "lock")
        (folder / "build").mkdir()
        (folder / "bin").mkdir()
        for tool in TOOLS:
            (folder / "bin" / tool).symlink_to(shutil.which(tool))
        self.has("id", "echo 0")
        self.has("python3", 'case "$*" in *ensurepip*) [ -e installed ] ;; -V) echo Python 3.11.2 ;; esac')

    def has(self, program, does="true"):
        path = self.folder / "bin" / program
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)

    def lacks(self, program):
        (self.folder / "bin" / program).unlink()

    def prepare(self, parts="web", python="python3"):
        return subprocess.run(
            ["sh", "lock/system.sh", python, parts],
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin")},
            capture_output=True,
            text=True,
            check=False,
        )

    def apt_calls(self):
        calls = self.folder / "apt.calls"
        return calls.read_text() if calls.exists() else ""


@pytest.fixture
def system(tmp_path):
    return System(tmp_path)


def refused(done, *words):
    """Check that a call ended with one sentence that holds these words."""
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("setup: ")
    for word in words:
        assert word in done.stderr


def test_an_old_python_is_refused_before_installing(system):
    system.has("python3", 'case "$*" in -V) echo Python 3.9.2 ;; *version_info*) exit 1 ;; esac')
    system.has("apt-get", APT)
    refused(system.prepare(), "3.11 or newer", "Python 3.9.2", "PYTHON=python3.12")
    assert not system.apt_calls()


def test_a_missing_python_is_named(system):
    refused(system.prepare(python="python3.13"), "there is no python3.13")


def test_without_root_the_command_to_run_is_printed(system):
    system.has("id", "echo 1000")
    system.has("apt-get", APT)
    refused(system.prepare(), "sudo apt-get install --no-install-recommends python3-venv ")
    assert not system.apt_calls()
    (system.folder / "installed").touch()
    assert system.prepare().returncode == 0, "a second try goes on"


def test_without_root_missing_test_programs_are_optional(system):
    (system.folder / "installed").touch()
    system.has("id", "echo 1000")
    system.has("apt-get", APT)
    done = system.prepare("web,dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert "sudo apt-get install --no-install-recommends chromium" in done.stdout


def test_root_installs_packages(system):
    system.has("apt-get", APT)
    done = system.prepare()
    assert (done.returncode, done.stderr) == (0, "")
    assert "install --no-install-recommends python3-venv" in system.apt_calls()


def test_passwordless_sudo_is_used(system):
    system.has("id", "echo 1000")
    system.has("sudo", 'shift; touch asked; exec "$@"')
    system.has("apt-get", APT)
    assert system.prepare().returncode == 0
    assert (system.folder / "asked").exists()
    assert "python3-venv" in system.apt_calls()


def test_python_is_installed_if_missing(system):
    system.lacks("python3")
    system.has("apt-get", APT)
    system.prepare()
    assert "python3 python3-venv" in system.apt_calls()


def test_another_python_version_has_its_own_package(system):
    system.has("python3.12", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    system.has("apt-get", APT)
    system.prepare(python="python3.12")
    assert "install --no-install-recommends python3.12-venv" in system.apt_calls()


def test_apt_without_a_network_fails_and_can_be_resumed(system):
    system.has("apt-get", 'echo "E: Failed to fetch python3-venv" >&2; exit 100')
    refused(system.prepare(), "apt could not install them", "E: Failed to fetch", "call this again")
    system.has("apt-get", APT)
    assert system.prepare().returncode == 0


def test_an_unavailable_browser_is_not_an_error(system):
    (system.folder / "installed").touch()
    system.has("apt-get", f'case "$*" in *chromium*) exit 100 ;; esac\n{APT}')
    done = system.prepare("web,dev")
    assert (done.returncode, done.stderr) == (0, "")
    assert "apt could not install chromium; tests that need it will say so" in done.stdout
    assert "redis-server" in system.apt_calls()


def test_without_apt_the_packages_are_listed(system):
    (system.folder / "installed").touch()
    done = system.prepare("web,dev")
    assert done.returncode == 0
    assert "no apt; please install what it calls chromium" in done.stdout


@pytest.mark.skipif(not Path("/usr/sbin/ldconfig").exists() and not Path("/sbin/ldconfig").exists(), reason="no glibc")
def test_graphics_libraries_are_found_without_sbin_in_path(system):
    (system.folder / "installed").touch()
    system.has("apt-get", APT)
    result = subprocess.run(
        ["ldconfig", "-p"], env={"PATH": "/usr/sbin:/sbin"}, capture_output=True, text=True, check=True
    )
    system.prepare("video")
    assert ("libegl1" in system.apt_calls()) != ("libEGL.so.1" in result.stdout)
