"""What keeps a person's wish from being done: one sentence, with the mend; never an id."""


class PrivacyError(RuntimeError):
    """Nobody was found, too many were, or the salt is another one: says which, and what to do."""
