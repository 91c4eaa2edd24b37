"""The face as data: regions, markers, MPEG-4 parameters, motion and its files. Needs numpy, pydantic and rich only."""

from typing import Final

OUTPUT_VERSION: Final = 1
"""Part of every stimulus key. Raise it by hand whenever the same files or markers give other FAPs.

`tests/face/test_output_version.py` compares the output with what was recorded for this version.
"""
