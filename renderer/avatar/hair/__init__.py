"""Everything made of hair: the hair on the scalp, brows and lashes."""
