"""Studies: the frozen document, its questions, and who sees what when.

`file` is the study file: its tables, and what they must agree on. `media` is what a study shows, and whether it is
fair. `places` is who rates what, in which order. `lifecycle` moves a study from draft to closed; `changing` and
`versions` say what of it may still change.
"""
