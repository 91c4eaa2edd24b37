"""What the ratings say: snapshots, dashboard, exports."""
