"""Prolific: people arrive with three parameters in the link, and return to an address with a completion code.

Sources: docs.prolific.com, "Integrating your survey" (names of the parameters, address of the return).
"""
