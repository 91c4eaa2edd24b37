"""The process that reads damaged files: a seed in, what came of it out; a crash or a hang harms nobody else."""

import json
import resource
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bench.inputs.kinds import InputKind, find_kind
from bench.inputs.mutations import mutate
from bench.inputs.outcomes import Outcome, read_input

MAX_BYTES: Final = 4 * 2**30
"""Of address space for a reader and the libraries that it loads."""


def main() -> None:
    """Answer each seed, a line of standard input, with a line of JSON."""
    kind = find_kind(sys.argv[1])
    answers = sys.stdout
    with tempfile.TemporaryDirectory(prefix="facestudy-inputs-") as name:
        folder = Path(name)
        kind.make(folder)
        original = (folder / kind.file).read_bytes()
        whole = read_input(kind, folder / kind.file)
        print(json.dumps(asdict(whole)), file=answers, flush=True)
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
        for line in sys.stdin:
            print(json.dumps(asdict(read_damaged(kind, folder, original, int(line)))), file=answers, flush=True)


def read_damaged(kind: InputKind, folder: Path, original: bytes, seed: int) -> Outcome:
    """Write the file damaged as `seed` says, and read it."""
    _, content = mutate(original, seed)
    (folder / kind.file).write_bytes(content)
    return read_input(kind, folder / kind.file)


if __name__ == "__main__":
    main()
