"""`docs/channels.md`: which file each channel delivers, and what is read from it; written from the dialects themselves."""

from collections.abc import Iterator

from config import channels as channel_settings
from config.channels import ChannelsSettings
from config.reading import place
from plugins import channels
from plugins.channels.reading.report import Report
from plugins.house.places import ROOT

PAGE = ROOT / "docs" / "channels.md"

HEAD = """# Channels

Written by `make docs` from `config/channels.yml`, `config/more_channels.yml` and the dialects in `plugins/channels/`.

A channel delivers each of its reports once a night as `<landing zone>/<channel>/<day of delivery>/<report>.<form>`, plain or
with `.gz` or `.zip`. The first delivery may hold the whole history; each later one reads the window again, because platforms
restate. Columns in **bold** identify a row; a row without one goes to quarantine. A file that lacks a column (other than the
optional ones) is refused whole.

A report may also come in parts through the day, `<report>.part-0001.<form>` and so on: each adds its rows, and the same row in
two parts counts once. A whole file that comes later tells its days anew. Schedules and lists without days don't come in parts.
"""

MORE = """# More channels

Platforms that are read, but that the shipped market doesn't deliver. To have one, copy its entry into `config/channels.yml`:

```yaml
{entries}
```
"""


def page() -> str:
    """The page's text."""
    entries = place("more_channels.yml")
    more = MORE.format(entries=entries.read_text(encoding="utf-8").rstrip())
    return "\n".join([HEAD, *_sections(channel_settings.load()), more, *_sections(channel_settings.load(entries))])


def _sections(settings: ChannelsSettings) -> Iterator[str]:
    for name, channel in settings.channels.items():
        yield f"## {name}\n\n{channel.kind}; account in {channel.currency}, {channel.time_zone}\n"
        yield from (_report(name, report) for report in channels.reports_of(name, settings))


def _report(channel: str, report: Report) -> str:
    return "\n".join(
        [
            f"`{channel}/<day>/{report.name}.{report.form}` → `raw.{report.table}`; read again: {report.reread_days} days; "
            f"day boundary: {report.day_boundary}; money: {report.money_unit}",
            "",
            "| in the export | raw column | |",
            "|---|---|---|",
            *_columns(report),
            "",
        ]
    )


def _columns(report: Report) -> Iterator[str]:
    for column in report.columns:
        name = f"**{column.name}**" if column.key else column.name
        notes = [word for word, is_so in (("money", column.money), ("optional", column.optional)) if is_so]
        yield f"| `{column.label}` | {name} | {', '.join(notes)} |"


if __name__ == "__main__":
    PAGE.write_text(page())
