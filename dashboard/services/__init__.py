"""What all sessions of the server share: models, worklist, audit trail, queue worker."""
