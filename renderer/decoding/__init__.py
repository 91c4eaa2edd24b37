"""Reads videos and sounds from outside with PyAV, which only this package imports, in a process of its own.

A decoder works on hostile bytes: whatever it does to its process, ours goes on (`process`), and `facts` come back.
"""
