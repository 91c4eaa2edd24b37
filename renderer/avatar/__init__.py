"""The avatars that come with Facestudy, built in a few seconds from the data of an installed package.

Nothing is kept on disk that could grow stale. `renderer.avatar_registry` loads avatars by name.
"""
