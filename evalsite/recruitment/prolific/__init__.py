"""Prolific: people arrive with three parameters in the link, and return by an address with a completion code.

Sources: docs.prolific.com, "Integrating your survey" (the parameters' names; the address of the return).
"""
