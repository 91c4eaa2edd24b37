"""Looks over a machine and a set-up, and says what is well, what is not, and what to do: manage.py doctor."""
