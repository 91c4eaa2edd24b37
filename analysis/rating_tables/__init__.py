"""Reads ratings from other programs' tables by a map, which a lab writes without programming."""
