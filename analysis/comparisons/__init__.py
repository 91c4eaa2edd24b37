"""Comparisons of conditions.

`contrasts` are the plan's, `pairwise` compares every two conditions; `contrast_model` estimates both, each on the
ratings of its own conditions. `question_model` is the model of all conditions of a question, `multiple_testing` adjusts
p-values, and `bootstrap` resamples raters and clips.
"""
