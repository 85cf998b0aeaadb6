"""From the landing zone to raw: each file once, whole, exact; what can't be loaded waits with its reason."""

from plugins.loader.arrivals import load_arrived, waiting
from plugins.loader.errors import LoadError, UnreachableError
from plugins.loader.night import load_channel, unknown_files
from plugins.loader.replay import replay

__all__ = ["LoadError", "UnreachableError", "load_arrived", "load_channel", "replay", "unknown_files", "waiting"]
