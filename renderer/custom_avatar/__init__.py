"""Users' own heads: glTF with ARKit's morph targets and an `avatar.json`, made into avatars like ours.

`renderer.avatar_registry` loads them. `files` lists and digests their files without building anything.
"""
