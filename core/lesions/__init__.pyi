from .burden import LiverBurden as LiverBurden
from .burden import liver_burden as liver_burden
from .components import CONNECTIVITY as CONNECTIVITY
from .components import label_lesions as label_lesions
from .lesion import Lesion as Lesion
from .measure import measure_lesions as measure_lesions
from .measure import measure_numbered as measure_numbered
from .numbers import lesion_numbers as lesion_numbers
