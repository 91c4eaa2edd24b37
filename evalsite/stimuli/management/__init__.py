"""Commands of the stimuli app."""
