"""Differences between conditions.

`contrasts` are the plan's, `pairs` and `ordinal_pairs` every two conditions; `model` says which model answers, `adjust`
adjusts p-values, `clusters` draws raters and clips anew.
"""
