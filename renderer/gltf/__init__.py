"""A small reader of glTF 2.0 and VRM: meshes with morph targets and colours, and the animation of those targets.

trimesh reads glTF too but drops morph targets, which are what moves a face. A file may come from anybody: whatever is
wrong in it is an InputError, and what it may claim to hold is bounded.

Specification: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
"""
