"""People: their ids beyond raw only as keys that nobody else can make, their consent, and how they are forgotten."""
