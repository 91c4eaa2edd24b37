"""The study file: what stands in it, what it must agree on, and what is filled in."""
