"""What people see of jobs: bars and lists on a terminal, pace and workers on the page."""
