"""The web platform and its workers."""
