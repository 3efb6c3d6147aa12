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

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "adding": ["Added", "add_inputs"],
        "by_model": ["analyse_by_model"],
        "cohort": ["Cohort"],
        "filters": ["SORTS", "Filter"],
        "finding": ["Finder"],
        "kept": ["OUTLINES_VARIABLE", "Kept", "keeps_outlines"],
        "location": ["Location", "locate"],
        "patient_key": ["PatientKey"],
        "queue": ["Claim", "Queue"],
        "queue_item": ["Item", "item_values"],
        "record": ["RECORD_STATUSES", "Patient", "Record"],
        "record_of": ["record_of"],
        "records_file": ["record_values", "records_csv", "records_json", "write_records"],
        "store": ["Store"],
        "study": ["Study", "StudySeries"],
        "worker": ["Outcome", "work", "work_on"],
    },
)
