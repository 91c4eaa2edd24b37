"""Reads pickles without running anything in them: opcodes become plain data, never calls.

`pickle.load` calls whatever a file names. Here a name is a `Reference` and a call a `Call`, inert records of what the
file asks for; `face.head_model.pickled_arrays` makes arrays of those that stand for arrays. A file that names anything
else is refused. Opcodes: the standard library's `pickletools`.
"""

import mmap
import pickletools
import warnings
from pathlib import Path
from typing import Any

from face.errors import InputError
from face.head_model.pickle_machine import Call, PickleMachine, Reference, Stored

__all__ = ["Call", "Reference", "Stored", "parse_pickle", "read_pickle"]


def read_pickle(path: Path) -> object:
    """Return the data in a pickle file, with `Reference` and `Call` where it names or makes anything.

    Raises
    ------
    InputError
        If it is no pickle, is too large, or names anything that arrays don't need.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return parse_pickle(content, str(path))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(f"{path} can't be read: {error}; give a file with something in it") from None


def parse_pickle(content: Any, place: str) -> object:
    """Return the data of a pickle, bytes or a file-like object; errors begin with `place`."""
    machine = PickleMachine(place)
    try:
        with warnings.catch_warnings(action="ignore"):
            for opcode, argument, _ in pickletools.genops(content):
                machine.step(opcode.name, argument)
        return machine.pop(1)[0]
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError) as error:
        raise InputError(f"{place} is no pickle of arrays, or is cut short ({type(error).__name__})") from None
