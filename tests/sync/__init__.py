"""From the outbox to the therapist: the parts of `sync`."""
