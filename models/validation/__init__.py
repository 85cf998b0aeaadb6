"""Can we trust it? Checks that can refuse a fit, and scores that say how well it foresees."""
