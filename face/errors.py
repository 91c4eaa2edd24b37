"""The one kind of error that is the user's to mend."""


class InputError(ValueError):
    """A wrong input; its text is one sentence for the user: what is wrong, where, and what to do."""
