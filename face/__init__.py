"""The face as data: regions, markers, MPEG-4 parameters, motion and its files. Needs numpy only."""
