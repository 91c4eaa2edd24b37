"""The one kind of error that the user can correct."""


class InputError(ValueError):
    """Wrong input; the message is one sentence for the user: what is wrong, where, and what to do."""
