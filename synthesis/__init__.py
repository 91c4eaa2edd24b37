"""Speech to facial motion: begins at sound, ends at FAPs."""
