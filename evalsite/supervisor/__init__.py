"""The whole program in one terminal: site, workers and scheduler as children that are watched and ended together."""

from evalsite.supervisor.stack import Stack

__all__ = ["Stack"]
