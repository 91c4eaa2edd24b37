"""The commands of `python -m renderer`: each file adds its commands to the parser and does their work."""
