"""The commands of `python -m renderer`: each module adds its commands to the parser and runs them."""
