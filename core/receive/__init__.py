"""Receive what a hospital's archive or scanner pushes (C-STORE, STOW), in an inbox on the disk.

    settings = read_settings()
    with Inbox.open(settings) as inbox, Receiver(settings, inbox): ...

A process of its own (`python -m core receive`). What was acknowledged is on the disk: ending the
process at any moment loses none of it. Complete series go into the worklist's queue.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
