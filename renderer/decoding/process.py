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
from renderer.decoding.facts import MediaFacts

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
    name = name or str(path)
    if find_spec("av") is None:
        raise InputError("PyAV, which reads videos, is missing; install it with `make setup PARTS=web,video`")
    if not path.is_file():
        raise InputError(f"{name} does not exist; check the path")
    waiting = _idle.setdefault(os.getpid(), [])
    decoder = waiting.pop() if waiting else _Decoder()
    answer = decoder.ask({"kind": kind, "path": str(path.absolute())})
    if answer is None:
        raise InputError(f"{name} makes the decoder fail; give an undamaged file")
    waiting.append(decoder)
    if "refusal" in answer:
        raise InputError(f"{name} {answer['refusal']}")
    return MediaFacts.from_json(answer["facts"])


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
        """Return the answer to a request, or None if the process ended or took too long; it is then of no more use."""
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018 - for the type checker
        alarm = threading.Timer(TIMEOUT_SECONDS, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
            answer: dict[str, Any] | None = json.loads(line) if line else None
        except (BrokenPipeError, ValueError):
            answer = None
        finally:
            alarm.cancel()
        if answer is None:
            self.close()
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def _close_idle() -> None:
    for decoder in _idle.pop(os.getpid(), []):
        decoder.close()


atexit.register(_close_idle)
