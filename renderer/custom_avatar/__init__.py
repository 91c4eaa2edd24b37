"""Custom avatars: users' own heads, described by an `avatar.json` and a glTF file with ARKit's morph targets.

`renderer.avatar_registry` loads them. `files` lists and digests their files without building anything.
"""
