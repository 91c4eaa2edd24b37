"""Job kinds for tests."""
