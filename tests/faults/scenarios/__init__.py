"""All faults; importing this makes them known."""

from tests.faults.scenarios import brokers, databases, workers

__all__ = ["brokers", "databases", "workers"]
