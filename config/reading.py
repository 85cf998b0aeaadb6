"""How a settings file becomes a typed value, or one sentence that says what to mend."""

import difflib
import os
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError


class ConfigError(ValueError):
    """A settings file that can't be used: names the file, the key, the value and the mend."""


class Settings(BaseModel):
    """Base of all settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(name: str) -> Path:
    """Where the settings file `name` lies: in `$MIXLOOP_CONFIG` if that is set, else beside this module."""
    folder = os.environ.get("MIXLOOP_CONFIG")
    return (Path(folder) if folder else Path(__file__).parent) / name


def read[S: Settings](path: Path, settings: type[S]) -> S:
    """Read one YAML file as `settings`.

    Raises
    ------
    ConfigError
        The file is missing, isn't YAML, has an unknown key, or a value out of its bounds.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such settings file; restore it from the repository's config/ folder") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML ({' '.join(str(error).split())}); mend the line it names") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: holds {content!r}, not keys with values; see the file's own comments for its form")
    try:
        return settings.model_validate(content)
    except ValidationError as error:
        raise ConfigError("\n".join(_sentence(path, fault, settings) for fault in error.errors())) from None


def _sentence(path: Path, fault: object, settings: type[Settings]) -> str:
    assert isinstance(fault, dict)
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = _known_keys(settings)
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        mend = f"did you mean {near[0]!r}?" if near else "remove it"
        return f"{path}: unknown key {key!r} (value {fault['input']!r}); {mend}"
    if fault["type"] == "missing":
        return f"{path}: key {key!r} is missing; add it"
    where = f"{key!r} is {fault['input']!r}: " if key else ""
    return f"{path}: {where}{fault['msg'].removeprefix('Value error, ')}"


def _known_keys(settings: type[BaseModel]) -> list[str]:
    """Names of all fields, nested ones too, so that a misspelt key finds its neighbour."""
    keys: list[str] = []
    for name, field in settings.model_fields.items():
        keys.append(name)
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                keys.extend(_known_keys(kind))
    return keys
