"""Checks of machine, installation and settings: `manage.py doctor`."""
