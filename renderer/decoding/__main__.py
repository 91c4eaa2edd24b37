"""The process that decodes: a line of JSON in (what to read), a line of JSON out (its facts, or why there are none)."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import av.logging

from face.errors import InputError
from renderer.decoding.facts import EncodedLength, MediaFacts
from renderer.decoding.reading import read_length, read_sound, read_video

MAX_MEMORY: Final = 6 * 2**30
"""Bytes. An 8K picture in 16 bits takes 0.2 GB, and a decoder keeps up to 16 of them."""

READERS: Final[dict[str, Callable[[Path], MediaFacts | EncodedLength]]] = {
    "video": read_video,
    "sound": read_sound,
    "length": read_length,
}


def main() -> None:
    """Answer requests until the other side closes the pipe."""
    _limit_memory()
    av.logging.set_level(None)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(_answer(request["kind"], Path(request["path"]))), flush=True)


def _answer(kind: str, path: Path) -> dict[str, Any]:
    try:
        return {"facts": asdict(READERS[kind](path))}
    except InputError as error:
        return {"refusal": str(error)}
    except MemoryError:
        return {"refusal": "needs too much memory; give a smaller video"}


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit; a tighter one may be set already
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    main()
