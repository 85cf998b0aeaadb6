"""What a company edits: YAML files, each read into a typed settings class that refuses what it doesn't know."""


def check() -> None:
    """Read every settings file, so that a night doesn't find out at its end.

    Raises
    ------
    ConfigError
        The first file that can't be used.
    """
    from config import attribution, channels, gate, guardrails, intake, loop, mail, objective, response

    for settings in (loop, channels, attribution, objective, guardrails, gate, response, mail, intake):
        settings.load()
