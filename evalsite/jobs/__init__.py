"""Background jobs. The job table is the truth, the broker only wakes workers; handlers know what a job does.

A job's path: `queue.enqueue` writes the row and sends a message; in a worker `runner` claims it (`lease`), keeps the
lease while the handler runs (`heartbeat`), and records the result. `scheduler` repairs what was lost on the way.
"""
