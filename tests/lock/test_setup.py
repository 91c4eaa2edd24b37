"""The set-up as a whole, on a tiny project: real pip, real environments, an index that breaks off."""

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1"
"""
BACKEND = """
import pathlib
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    pathlib.Path(folder, name).write_bytes(pathlib.Path("tiny.whl").read_bytes())
    return name
"""


def wheel(name):
    """Return the bytes of a wheel of one module, large enough to break off while it is fetched."""
    files = {
        f"{name}.py": "#" * 200_000,
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{name}-1.dist-info/RECORD"] = f"{record}{name}-1.dist-info/RECORD,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return packed.getvalue()


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


class Index(ThreadingHTTPServer):
    """A package index on this machine; of the wheels in `cut` it sends half."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Pages)
        self.wheels = {name: wheel(name) for name in ("alpha", "beta")}
        self.cut = set()
        self.fetched = []
        self.asked = []


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/").split("/")[-1].split("-")[0]
        if not self.path.endswith(".whl"):
            self.server.asked.append(self.path)
            return self.send(b"<a href='/%b-1-py3-none-any.whl'>%b-1-py3-none-any.whl</a>" % ((name.encode(),) * 2))
        self.server.fetched.append(name)
        whole = self.server.wheels[name]
        return self.send(whole, len(whole) // 2 if name in self.server.cut else len(whole))

    def send(self, body, upto=None):
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if body.startswith(b"<") else "application/zip")
        self.send_header("Cache-Control", "max-age=0" if body.startswith(b"<") else "max-age=365000000, immutable")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:upto])

    def log_message(self, *_):
        pass


@pytest.fixture
def index():
    with Index() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Return a fresh virtual environment, which takes some seconds to make."""
    folder = tmp_path_factory.mktemp("environment") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def project(tmp_path, index, environment):
    """Return a tiny project whose set-up was interrupted as soon as the environment was made."""
    shutil.copytree(environment, tmp_path / ".venv", symlinks=True)
    shutil.copytree(ROOT / "lock", tmp_path / "lock")
    (tmp_path / "lock/parts/base.txt").write_text("alpha\n")
    (tmp_path / "lock/parts/web.txt").write_text("alpha\nbeta\n")
    entries = [
        f"{name}==1 \\\n    --hash=sha256:{hashlib.sha256(index.wheels[name]).hexdigest()}\n" for name in index.wheels
    ]
    (tmp_path / "requirements.lock").write_text("".join(entries))
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "backend.py").write_text(BACKEND)
    (tmp_path / "tiny.whl").write_bytes(wheel("tiny"))
    return tmp_path


def set_up(project, index, parts="web", torch="torch", **variables):
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    host = f"127.0.0.1:{index.server_port}"
    # pip keeps what it fetched by https, and from hosts that it is told to trust.
    pip = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"http://{host}",
        "PIP_TRUSTED_HOST": host,
        "PIP_RETRIES": "0",
    }
    return subprocess.run(
        ["sh", "lock/setup.sh", sys.executable, parts, torch],
        cwd=project,
        env=own | pip | {"PIP_CACHE_DIR": str(project / "cache")} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def can_import(project, *modules):
    code = "; ".join(f"import {module}" for module in modules)
    return subprocess.run([project / ".venv/bin/python", "-c", code], capture_output=True, check=False).returncode == 0


def test_setup_without_a_network_fails_and_can_be_resumed(project, index):
    away = set_up(project, index, PIP_INDEX_URL="http://127.0.0.1:1")
    assert away.returncode == 2
    assert away.stderr.count("\n") == 1
    assert "the packages could not all be fetched: is there a network?; call it again" in away.stderr
    assert set_up(project, index).stderr == ""
    assert can_import(project, "alpha", "beta")


def test_an_interrupted_download_is_reported_and_resumed(project, index):
    index.cut = {"beta"}
    broken = set_up(project, index)
    assert broken.returncode == 2
    assert broken.stderr.count("\n") == 1
    assert "fetched: is there a network?; call it again" in broken.stderr or "arrived truncated" in broken.stderr
    index.cut = set()
    assert set_up(project, index).stderr == ""
    assert can_import(project, "alpha", "beta")
    assert index.fetched == ["alpha", "beta", "beta"]


def test_setup_is_idempotent_and_follows_lock_changes(project, index):
    set_up(project, index, parts="base")
    assert can_import(project, "alpha")
    assert not can_import(project, "beta")
    second = set_up(project, index, parts="base")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    (project / "lock/parts/base.txt").write_text("alpha\nbeta\n")
    assert "fetching and installing 2 packages" in set_up(project, index, parts="base").stdout
    assert can_import(project, "beta")


@pytest.mark.slow
def test_an_incomplete_environment_is_recreated(project, index):
    (project / ".venv/bin/python").unlink()
    (project / ".venv/bin/python").symlink_to("/gone/python3")
    done = set_up(project, index)
    assert (done.returncode, done.stderr) == (0, "")
    assert can_import(project, "alpha", "beta")


def test_a_package_with_another_hash_is_refused(project, index):
    index.wheels["beta"] = wheel("beta") + b"more"
    refused = set_up(project, index)
    assert refused.returncode == 2
    assert "it is not the one that requirements.lock names" in refused.stderr
    assert not can_import(project, "beta")


def test_pip_options_select_the_build_of_torch(project, index):
    (project / "lock/parts/speech.txt").write_text("alpha\n")
    torch = f"beta==1 --index-url http://127.0.0.1:{index.server_port}/other"
    done = set_up(project, index, parts="speech", torch=torch)
    assert (done.returncode, done.stderr) == (0, "")
    assert can_import(project, "alpha", "beta")
    assert index.asked[-1].startswith("/other/")


def test_an_unknown_part_is_refused_first(project, index):
    wrong = set_up(project, index, parts="web,vidoe")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("setup: there is no part 'vidoe'; PARTS takes base,dev,")
    assert index.fetched == []
