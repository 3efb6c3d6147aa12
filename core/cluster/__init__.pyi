from .crew import Crew as Crew
from .settings import How as How
from .settings import Settings as Settings
from .starting import Cluster as Cluster
from .starting import started as started
from .tally import Tally as Tally
from .tally import WorkerTally as WorkerTally
