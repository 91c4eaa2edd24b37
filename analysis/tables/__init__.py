"""Tables in and out: ratings and objective scores from CSV and to CSV, and what their columns mean."""
