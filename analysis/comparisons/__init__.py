"""Comparisons of conditions.

`contrasts` are the plan's, `pairwise` compares every two conditions; `question_model` chooses the model that estimates
both, `multiple_testing` adjusts p-values, and `bootstrap` resamples raters and clips.
"""
