"""The fault matrix: what goes wrong with a night of files, and whether the gates see it before a budget moves (`make prove-faults`)."""
