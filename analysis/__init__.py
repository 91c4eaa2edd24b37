"""The plan and a ratings table to results. Pure functions; numpy and scipy only.

`results.analyse` starts it: `whole` screens the `raters` and goes through each `region`, which asks the `classical`
tests, the `models` and the `differences`. `tables` are read and written, `report` says it to people, `bundle` packs it
and `verify` checks the pack; `power` plans a study.
"""
