"""Kinds of jobs that only tests know: each does with files what its name says."""
