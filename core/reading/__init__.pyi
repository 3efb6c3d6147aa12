from .agreement import StudyReadings as StudyReadings
from .agreement import study_agreement as study_agreement
from .consensus import study_consensus as study_consensus
from .ranking import Candidate as Candidate
from .ranking import next_to_read as next_to_read
from .readings import arbiters as arbiters
from .readings import submitted as submitted
