"""Users' own heads: glTF with ARKit's morph targets and an `avatar.json`, made into avatars like ours.

`renderer.avatar_registry` loads them. `files` tells which files they are without building anything.
"""
