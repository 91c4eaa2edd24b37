"""Work in the background. The job table is the truth, the broker only wakes workers; handlers know what a job does.

Who needs work done uses `models`, `queue` and `registry`. How it gets done lies in `broker` (messages), `worker` (one
job from its message to its end) and `scheduler` (what puts things right); what people see of it, in `shown`.
"""
