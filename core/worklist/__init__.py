"""Analyses that outlive the process: a store of findings and a durable queue of series to do.

    store = Store.open()                            # SQLite, or PostgreSQL by DATABASE_URL
    store.save(record_of(analysis, store.key))      # whole or not at all
    worst = store.list(Filter(sort="risk"))

    add_inputs(store, [folder], model_name, weights_sha256)
    for outcome in work(store, analyse_by_model()): ...   # until none waits

Kept are measurements, scores and a keyed hash that stands for the patient: no name, no number
from a header, no pixel. Where the images lie is sealed with the key; outlines are kept only where
that was allowed (`kept.OUTLINES_VARIABLE`).
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
