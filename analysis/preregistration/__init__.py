"""The pre-registration of a study: its text, written from the plan, its seal, and how the analysis deviates from it."""
