"""How the lids of one eye are found, shaped and closed: `opening` and `edges` measure, `weights` say what rolls."""
