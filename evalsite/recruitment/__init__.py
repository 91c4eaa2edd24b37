"""How participants arrive: one folder per platform."""
