"""Kinds of jobs for rounds: small, with an effect that can be counted."""
