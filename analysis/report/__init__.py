"""Results in words, tables, figures, one page and one bundle; made from the content of `results.json` alone."""
