"""What the templates of jobs need."""
