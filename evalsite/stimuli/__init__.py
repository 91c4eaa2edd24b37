"""Recordings, checkpoints, conditions and the videos made from them."""
