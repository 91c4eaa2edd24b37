"""How participants arrive: one folder per platform, and `scripted` for those who are simulated."""
