"""FLAME and SMPL-X: motion given as their parameters, by a model file that the user brings along."""
