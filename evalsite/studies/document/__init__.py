"""The study document: its tables, default texts, and what they must agree on."""
