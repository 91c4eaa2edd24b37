"""Commands of the supervisor app."""
