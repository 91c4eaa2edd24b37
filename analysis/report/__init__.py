"""The report of an analysis, made from `results.json` alone: page, text, tables and figures."""
