"""Work in the background. The job table is the truth, the broker only wakes workers; handlers know what a job does."""
