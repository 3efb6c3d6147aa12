"""Analyses that outlive the process: a store of findings and a durable queue of series to do.

    store = Store.open()                            # SQLite, or PostgreSQL by DATABASE_URL
    store.save(record_of(analysis, store.key))      # whole or not at all
    worst = store.list(Filter(sort="risk"))

    add_inputs(store, [folder], model_name, weights_sha256)
    for outcome in work(store, analyse_by_model()): ...   # until none waits

Kept are measurements, scores and a keyed hash that stands for the patient: no name, no number
from a header, no pixel.
"""

from core.worklist.adding import Added, add_inputs
from core.worklist.by_model import analyse_by_model
from core.worklist.filters import SORTS, Filter
from core.worklist.location import Location, locate
from core.worklist.patient_key import PatientKey
from core.worklist.queue import Claim, Queue
from core.worklist.queue_item import ITEM_STATES, Item, item_values
from core.worklist.record import RECORD_STATUSES, Patient, Record
from core.worklist.record_of import record_of
from core.worklist.records_file import record_values, records_csv, records_json, write_records
from core.worklist.store import Store
from core.worklist.worker import Outcome, work

__all__ = [
    "ITEM_STATES",
    "RECORD_STATUSES",
    "SORTS",
    "Added",
    "Claim",
    "Filter",
    "Item",
    "Location",
    "Outcome",
    "Patient",
    "PatientKey",
    "Queue",
    "Record",
    "Store",
    "add_inputs",
    "analyse_by_model",
    "item_values",
    "locate",
    "record_of",
    "record_values",
    "records_csv",
    "records_json",
    "work",
    "write_records",
]
