"""Facial motion to pictures to video."""

from typing import Final

OUTPUT_VERSION: Final = 1
"""Part of every stimulus key. Raise it by hand whenever the same inputs give other pixels or other encoded bytes.

`tests/renderer/test_output_version.py` compares the output with what was recorded for this version.
"""
