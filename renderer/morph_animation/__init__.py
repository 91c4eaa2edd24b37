"""The animation in a glTF or VRM file, drawn as it is: on the file's own head, by its own morph targets."""
