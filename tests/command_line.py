"""Run a package's command line in this process: starting Python and importing torch takes seconds."""

import contextlib
import importlib
import io
from subprocess import CompletedProcess


def run_package(package: str, *arguments: object) -> CompletedProcess[str]:
    """Run `python -m package arguments` and return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    words = [str(argument) for argument in arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            importlib.import_module(f"{package}.__main__").main(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return CompletedProcess(words, code, out.getvalue(), err.getvalue())
