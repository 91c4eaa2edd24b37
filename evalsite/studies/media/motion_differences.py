"""Differences that come from motion files: another length than the sound's, or nothing that moves."""

from collections.abc import Iterator

from evalsite.stimuli.motion_measurement import MAX_LENGTH_DIFFERENCE, ROUNDING
from evalsite.studies.document.differences import Difference, video_label
from evalsite.studies.media.cell_sources import CellSources


def motion_differences(sources: CellSources) -> Iterator[Difference]:
    """Yield what is wrong with the motion that was read from files."""
    for cell, motion in sources.motions.items():
        label, sound = video_label(cell), sources.lengths[cell].sound
        if not motion.moves:
            yield Difference("motionless", label, f"{label} does not move")
        if sound is not None and abs(motion.seconds - sound) > MAX_LENGTH_DIFFERENCE + ROUNDING:
            sentence = f"{label} moves for {motion.seconds:.2f} s and is heard for {sound:.2f} s"
            yield Difference("motion_length", label, sentence)
