from .folder import claim as claim
from .inbox import Inbox as Inbox
from .queueing import Queueing as Queueing
from .retention import remove_old as remove_old
from .server import Receiver as Receiver
from .settings import ReceiveSettings as ReceiveSettings
from .settings import read_settings as read_settings
from .stow_server import StowReceiver as StowReceiver
