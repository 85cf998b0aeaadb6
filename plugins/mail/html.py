"""The HTML part: no script, nothing from another host; pictures come with the message."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from plugins.mail import numbers, words
from plugins.mail.charts import Chart
from plugins.mail.view import Night, Standing


def plan_html(night: Night, charts: dict[str, Chart], link: str) -> str:
    """HTML part of a night's plan; a chart is shown as `cid:<name>-<light or dark>.<plan_id>@mixloop`."""
    return _templates().get_template("plan.html.j2").render(night=night, charts=charts, link=link)


def failure_html(standing: Standing, link: str) -> str:
    """HTML part of a failed night."""
    return _templates().get_template("failure.html.j2").render(standing=standing, link=link)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("plugins.mail"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    templates.globals.update(words=words, numbers=numbers)
    return templates
