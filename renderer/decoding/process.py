"""Asks a process of its own to decode a file: a crash, endless work or hunger for memory there does no harm here."""

import atexit
import json
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from face.errors import InputError
from renderer.decoding.facts import EncodedLength, MediaFacts

TIMEOUT_SECONDS: Final = 900.0
"""The longest that a file may take; ten minutes of large pictures take about as long."""

ROOT: Final = Path(__file__).parents[2]

_idle: dict[int, list["_Decoder"]] = {}
"""Processes that wait for work, by the process that started them: a fork must not share them."""


def read_media(path: Path, kind: Literal["video", "sound"], name: str = "") -> MediaFacts:
    """Decode a file to its end and return what it holds; errors call it `name`.

    Raises
    ------
    InputError
        If it is missing, is not of this kind, is damaged, too long or too large, or makes the decoder fail.
    """
    return MediaFacts.from_json(_ask(path, kind, name))


def read_encoded_length(path: Path) -> EncodedLength:
    """Return the length of a video that we encoded; raise InputError if it can't be read."""
    return EncodedLength(**_ask(path, "length"))


def _ask(path: Path, kind: str, name: str = "") -> dict[str, Any]:
    """Have a file read and return its facts."""
    name = name or str(path)
    if find_spec("av") is None:
        raise InputError("PyAV, which reads videos, is missing; install it with `make setup PARTS=web,video`")
    if not path.is_file():
        raise InputError(f"{name} does not exist; check the path")
    decoder = _waiting_decoder() or _Decoder()
    try:
        answer = decoder.ask({"kind": kind, "path": str(path.absolute())})
    except BaseException:
        decoder.close()
        raise
    if answer is None:
        decoder.close()
        raise InputError(f"{name} makes the decoder fail; give an undamaged file")
    _idle.setdefault(os.getpid(), []).append(decoder)
    if "refusal" in answer:
        raise InputError(f"{name} {answer['refusal']}")
    facts: dict[str, Any] = answer["facts"]
    return facts


def _waiting_decoder() -> "_Decoder | None":
    """Return a process that waits for work, or None; those that were ended in the meantime are cleared away."""
    waiting = _idle.setdefault(os.getpid(), [])
    while waiting:
        decoder = waiting.pop()
        if decoder.is_alive():
            return decoder
        decoder.close()
    return None


class _Decoder:
    """A process that decodes one file after the other."""

    def __init__(self) -> None:
        search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        # Several threads of linear algebra would reserve memory and do nothing.
        environment = os.environ | {"PYTHONPATH": search_path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "renderer.decoding"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment,
            start_new_session=True,
        )

    def ask(self, request: dict[str, str]) -> dict[str, Any] | None:
        """Return the answer to a request, or None if the process ended or took too long."""
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018 - for the type checker
        alarm = threading.Timer(TIMEOUT_SECONDS, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            answer: dict[str, Any] | None = json.loads(self._process.stdout.readline() or "null")
        except (BrokenPipeError, json.JSONDecodeError):
            return None
        finally:
            alarm.cancel()
        return answer

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def _close_idle() -> None:
    for decoder in _idle.pop(os.getpid(), []):
        decoder.close()


atexit.register(_close_idle)
