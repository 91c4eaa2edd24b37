"""Times of frames: timecodes, units, and regular rates."""
