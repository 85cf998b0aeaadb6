"""What is each mart made from, and who reads it? From dbt's manifest, with what lies between left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BOOKS = "source.mixloop.ops.day_changes"  # says what to make anew, and is in no row


@dataclass(frozen=True, kw_only=True)
class Origins:
    """What a mart is made from, each as near to it as it comes: other marts, raw reports by source, seeds."""

    marts: list[str]
    reports: dict[str, list[str]]
    seeds: list[str]


def made_from(node: Any, manifest: Any) -> Origins:
    """What a mart is made from."""
    found = {one.unique_id: one for one in _above(node, manifest) if one.unique_id != _BOOKS}.values()
    reports: dict[str, list[str]] = {}
    for one in sorted((one for one in found if one.resource_type == "source"), key=lambda one: one.unique_id):
        reports.setdefault(one.source_name, []).append(one.name)
    return Origins(
        marts=sorted(one.name for one in found if one.resource_type == "model"),
        reports=reports,
        seeds=sorted(one.name for one in found if one.resource_type == "seed"),
    )


def read_by(node: Any, manifest: Any) -> tuple[list[str], list[str]]:
    """The marts that are made from a mart, and the exposures that read it, by label. `build` reads no rows: it only waits for all."""
    made = (one for one in manifest.nodes.values() if is_mart(one) and one.name != "build")
    marts = [one.name for one in made if node.name in made_from(one, manifest).marts]
    labels = [one.label for one in manifest.exposures.values() if node.unique_id in one.depends_on.nodes]
    return sorted(marts), sorted(labels)


def is_mart(node: Any) -> bool:
    """Whether it is a table that people read."""
    return bool(node.resource_type == "model" and node.schema == "marts")


def _above(node: Any, manifest: Any) -> Iterator[Any]:
    """Marts, sources and seeds right above a node; past staging and intermediate models, those above them."""
    for name in node.depends_on.nodes:
        one = manifest.nodes.get(name) or manifest.sources[name]
        if one.resource_type != "model" or is_mart(one):
            yield one
        else:
            yield from _above(one, manifest)
