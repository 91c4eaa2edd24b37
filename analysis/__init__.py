"""Statistical analysis: from a plan and a table of ratings to results. Pure functions; numpy and scipy only.

`pipeline.analyse` is the entry point: it screens the `raters` and calls `question_analysis` for each question, which
uses the `classical` tests, the `models` and the `comparisons`. `ratings_csv` and `objective_scores` read and write
tables, `report` presents results, `bundle` packs everything into one zip and `bundle_verification` checks it; `power`
plans a study.
"""
