"""Facial motion to pictures to video."""
