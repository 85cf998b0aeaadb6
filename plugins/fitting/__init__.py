"""The night's fit: from the marts' panel to a posterior and its tables."""

from plugins.fitting.stage import update_posterior

__all__ = ["update_posterior"]
