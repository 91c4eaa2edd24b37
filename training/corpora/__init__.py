"""Corpora: turns of speech with the facial motion that belongs to them, read from a folder or synthesized."""
