"""The lids of an eye: the opening between them, their edges, and how the skin moves when they close.

`weights` decides which skin moves how far; `renderer.deformers.fat` rotates it in each frame.
"""
