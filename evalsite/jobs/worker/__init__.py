"""In a worker: a message comes, the lease is taken and kept, the handler works, the end is written down."""
