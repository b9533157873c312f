"""The worker: a process of its own that does what falls due, in time and once."""
