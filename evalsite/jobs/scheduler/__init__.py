"""In the scheduler: lost and forgotten jobs are put right, what the dead left behind is removed, chores are done."""
