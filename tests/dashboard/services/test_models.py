import gc

from dashboard.services import models


def test_what_was_imported_is_out_of_the_collectors_reach():
    models.settle_memory()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        models.settle_memory.cache_clear()
