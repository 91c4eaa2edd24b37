"""The lids of an eye: the opening between them, their edges, and how the skin moves when they close."""
