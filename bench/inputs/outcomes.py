"""The outcome of reading a file: it is read, refused in one sentence, or the reader has a fault."""

import os
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bench.inputs.kinds import InputKind
from face.errors import InputError

Result = Literal["read", "refused", "unclear", "crashed", "memory", "timeout", "died"]
FAULTS: Final[tuple[Result, ...]] = ("unclear", "crashed", "memory", "timeout", "died")
ROOT: Final = Path(__file__).parents[2]
MAX_SENTENCE: Final = 600
"""Characters; a longer refusal repeats the file's content."""


@dataclass(frozen=True)
class Outcome:
    """What came of a file, in how much time (s of processor), and the sentence or the fault."""

    result: Result
    seconds: float
    text: str = ""


def read_input(kind: InputKind, path: Path) -> Outcome:
    """Read a file and return what came of it; never raises."""
    started = time.process_time()
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        result, text = _read(kind, path)
    return Outcome(result, time.process_time() - started, text)


def _read(kind: InputKind, path: Path) -> tuple[Result, str]:
    try:
        kind.read(path)
    except InputError as error:
        sentence = str(error).strip()
        is_clear = sentence and "\n" not in sentence and len(sentence) <= MAX_SENTENCE
        return ("refused" if is_clear else "unclear"), sentence
    except MemoryError:
        return "memory", "MemoryError"
    except BaseException as error:  # noqa: BLE001 - whatever a reader lets through is what is looked for
        return "crashed", describe_error(error)
    return "read", ""


def describe_error(error: BaseException) -> str:
    """Return what an exception is and where it was raised, in a line."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    own = [each for each in traceback.extract_tb(error.__traceback__) if each.filename.startswith(str(ROOT))]
    if own:
        place = f"{Path(own[-1].filename).relative_to(ROOT)}:{own[-1].lineno}"
    return f"{type(error).__name__} at {place}: {str(error)[:200]}"
