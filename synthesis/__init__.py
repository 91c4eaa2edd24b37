"""Speech to facial motion: begins at sound, ends at FAPs."""

from typing import Final

OUTPUT_VERSION: Final = 1
"""Part of every stimulus key. Raise it by hand whenever the same sound, checkpoint or markers give other motion.

`tests/synthesis/test_output_version.py` compares the output with what was recorded for this version.
"""
