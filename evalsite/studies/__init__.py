"""Studies: the frozen document, its questions, and who rates what.

`document` is the study file: its tables and their consistency. `media` is where the videos come from, and whether they
are equivalent between conditions. `allocation` decides who rates what, in which order. `lifecycle` moves a study from
draft to closed; `editing` says what may change when.
"""
