import gc

from dashboard import resources


def test_what_was_imported_is_out_of_the_collectors_reach():
    resources.settle_memory()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        resources.settle_memory.cache_clear()
