"""The sound of a recording as data: its header, channels, faults, and whether it is speech."""
