"""Damaged and awkward inputs for every reader of the program; `python -m bench.inputs` counts what comes of them."""
