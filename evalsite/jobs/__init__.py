"""Work in the background: the job table is the truth, the broker only wakes workers. What a job does is not known here."""
