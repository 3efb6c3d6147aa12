"""Workers on the worklist's queue, started by Dask on this machine, by SSH, or by SLURM.

    settings = Settings(workers=4)
    with started(settings, store) as cluster:
        tally = Crew(store, cluster).run()

Dask starts and watches processes, and that is all. What is to be done, who does it and what came of
it is in the store alone (`core.worklist.queue`): a task is "claim one series and work on it", its
input is a claim's name, its output a line for the live view.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
