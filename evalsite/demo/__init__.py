"""The demo: a small real study from nothing."""
