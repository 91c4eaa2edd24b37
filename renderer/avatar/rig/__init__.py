"""The rig of a built-in avatar: first for the skin alone, then for all pieces."""
