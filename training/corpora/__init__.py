"""Corpora: turns of speech with the facial motion that belongs to them, read or made."""
