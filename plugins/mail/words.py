"""What is said of a night: both parts of a message and the printed report take their sentences from here."""

from collections.abc import Iterable
from datetime import date, timedelta
from textwrap import shorten

from plugins.mail.numbers import NOTHING, effect, money
from plugins.mail.view import Channel, Check, Line, Night, Returns, Standing

TOP_LINES = 8
"""How many plan lines the message shows; all of them are in the table."""

MEANING = {
    "pass": "data used",
    "default": "stand-in used",
    "freeze": "budget kept",
    "stop": "nothing moves",
}

_PEOPLE = {"auto": "one person", "one_approver": "one person", "two_approvers": "two different people"}


def day(when: date) -> str:
    """`2 March 2026`."""
    return f"{when.day} {when:%B %Y}"


def short_day(when: date) -> str:
    """`Mon 2 Mar`."""
    return f"{when:%a} {when.day} {when:%b}"


def count(number: int, thing: str) -> str:
    """`1 move`, `5 moves`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def names(things: Iterable[str]) -> str:
    """`tv`, `meta and tv`, `meta, tiktok and tv`."""
    *first, last = things
    return f"{', '.join(first)} and {last}" if first else last


def subject(night: Night) -> str:
    """The verdict first, so that it shows in a list of mails: `5 moves, HOLD tv | plan for 2 March 2026`."""
    return one_line(f"{verdict(night)} | plan for {day(night.decision_date)}")


def verdict(night: Night) -> str:
    """What happens to the money, in a few words."""
    if night.kind == "hold":
        return f"HOLD everything: {stopped_by(night)}"
    moving = count(len(night.moves), "move") if night.moves else "No moves"
    held = f", HOLD {_some(c.channel for c in night.held)}" if night.held else ""
    return f"{'APPROVAL NEEDED: ' if night.needs_approval else ''}{moving}{held}"


def failure_subject(standing: Standing) -> str:
    """A night that failed: which plan stands."""
    stands = "the last approved plan stands" if standing.plan_id else "no plan yet"
    return one_line(f"FAILED, {stands} | plan for {day(standing.decision_date)}")


def stopped_by(night: Night) -> str:
    """Short name of what stopped the night: the scopes with the verdict stop, else the stored cause."""
    scopes = _stopping(night)
    return (
        f"{_some(scopes)} can't be used"
        if scopes
        else shorten(one_line(night.cause or NOTHING), 60, placeholder=" ...")
    )


def to_do(night: Night) -> str:
    """First line of the message: what the reader has to do."""
    if night.kind == "hold":
        stands = "the last approved plan stands" if night.basis == "last_plan" else "spend stays as it was"
        return f"To do: mend {names(_stopping(night) or ['the cause'])}. No budget moves; {stands}."
    if night.needs_approval:
        return (
            f"To do: approve or reject plan {night.plan_id} ({_PEOPLE[night.risk_tier]}). "
            f"It moves {money(night.moved_micros)} {night.currency} a day. Until then the last approved plan stands."
        )
    runs = f"from {short_day(night.first_day)} to {short_day(night.last_day)}"
    if night.held:
        keeps = "It keeps its budget" if len(night.held) == 1 else "They keep their budgets"
        others = f"{_moving(night)} {runs}." if night.moves else "No other channel moves."
        return f"To do: mend the data of {names(c.channel for c in night.held)}. {keeps} until then. {others}"
    if not night.moves:
        return f"Nothing to do. No move is worth it: all budgets stay as they are {runs}."
    return f"Nothing to do. {_moving(night)} {runs}; the plan is approved."


def how_to_answer(night: Night) -> str:
    """The command that answers for a plan that waits."""
    return f"python -m plugins.planning approve {night.plan_id} --actor you"


def worth(night: Night) -> str:
    """What the whole plan is expected to bring."""
    brings = f"revenue {effect(night.effect)}"
    if night.profit:
        brings += f", profit {effect(night.profit)}"
    return (
        f"Expected effect of the whole plan, {night.currency} a day with 80 % intervals: {brings}. "
        f"{money(night.moved_micros)} {night.currency} a day changes place."
    )


def margin(night: Night) -> str:
    """How profit is counted."""
    return f"Profit is {(night.gross_margin or 0) * 100:g} % of revenue, less spend."


def how_to_read(night: Night) -> str:
    """What the columns of the channels' table are."""
    return (
        f"{night.currency} a day. Effect: expected change of revenue, before the change of spend. "
        f"mROAS: revenue from the next {night.currency} of spend. Both with 80 % intervals."
    )


def as_of(night: Night) -> str:
    """Up to when the message knows the world."""
    return (
        f"As of the deliveries of {day(night.decision_date)}: spend and revenue up to "
        f"{day(night.decision_date - timedelta(days=1))}. Plan {night.plan_id}, {night.status}."
    )


def largest_moves(night: Night) -> list[Line]:
    """The plan lines that change most."""
    moving = [line for line in night.lines if line.change_micros]
    return sorted(moving, key=lambda line: (-abs(line.change_micros), line.channel, line.geo))[:TOP_LINES]


def doubted(night: Night) -> list[Check]:
    """Checks with any verdict but pass, worst first."""
    return [check for check in night.checks if check.verdict != "pass"]


def passed(night: Night) -> str:
    """Which scopes passed."""
    scopes = [check.scope for check in night.checks if check.verdict == "pass" and check.scope != "night"]
    return f"Passed all checks: {names(scopes)}." if scopes else "No channel passed all checks."


def since_heading(night: Night) -> str:
    """What the days behind us are compared with."""
    return "Since the last plan" if any(s.planned_micros is not None for s in night.spent) else "The last days"


def spent_caption(night: Night) -> str:
    """Which days the spend by channel covers."""
    last = night.decision_date - timedelta(days=1)
    span = short_day(last) if night.since == last else f"{short_day(night.since)} to {short_day(last)}"
    return f"{span}, {night.currency} over these days" if night.since != last else f"{span}, {night.currency}"


def planned(micros: int | None) -> str:
    """Planned amount; there is none before the first plan."""
    return "no plan" if micros is None else money(micros)


def has_estimates(night: Night) -> bool:
    """Some day's spend was estimated."""
    return any(d.is_estimated for d in night.days) or any(s.estimated_days for s in night.spent)


def learned(night: Night) -> list[tuple[str, Returns]]:
    """What the model says of each channel that it knows."""
    return [(channel.channel, channel.returns) for channel in night.channels if channel.returns]


def learned_caption(night: Night) -> str:
    """Which days, and what the numbers are."""
    days = " or ".join(str(days) for days in sorted({returns.window_days for _, returns in learned(night)}))
    return (
        f"Last {days} days, {night.currency} over these days. iROAS: revenue caused by one {night.currency} spent. "
        "With 80 % intervals."
    )


def colophon(night: Night) -> str:
    """What the message rests on, for the reader who wants to check it."""
    basis = "the last approved plan" if night.basis == "last_plan" else "mean daily spend of the last 28 days"
    goal = f" The plan maximises {night.north_star}." if night.north_star else ""
    goal += f" {margin(night)}" if night.profit else ""
    fit = f" Model fit {night.fit_id}." if night.fit_id else ""
    return (
        f"How to read this: 'now' is {basis}. Intervals are 80 %, equal-tailed, of joint draws: they don't add up."
        f"{goal}{fit} Every number is in the tables plan.plans, plan.plan_lines, plan.plan_effects, "
        f"model.channel_effects and gate.verdict_now, under plan {night.plan_id}."
    )


def failure_to_do(standing: Standing) -> str:
    """First line of the message about a failed night."""
    stands = "the last approved plan stands" if standing.plan_id else "there is no approved plan yet"
    return (
        f"To do: mend the cause and clear the red task in Airflow. "
        f"The night of {day(standing.decision_date)} failed; {stands}."
    )


def what_stands(standing: Standing) -> str:
    """Which plan executes while the night is red."""
    if standing.plan_id is None or standing.plan_date is None or standing.proposed_micros is None:
        return "No plan was ever approved, so no budget is set by mixloop."
    return (
        f"Plan {standing.plan_id} of {day(standing.plan_date)} stands: "
        f"{money(standing.proposed_micros)} {standing.currency} a day."
    )


def held_because(night: Night) -> list[tuple[str, str]]:
    """What is held, and why: everything for one cause, or each held channel for the check it failed."""
    if night.kind == "hold":
        return [("Everything is held", sentence(night.cause or NOTHING))]
    return [(c.channel, why(night, c)) for c in night.held]


def why(night: Night, channel: Channel) -> str:
    """Why this channel gets what it gets: the failed check, or the reason of the line that moves most."""
    if night.kind == "hold":
        return sentence(night.cause or NOTHING)
    if channel.is_held:
        failing = next((check.failing for check in night.checks if check.scope == channel.channel), "")
        if failing:
            return sentence(failing)
    if len({line.reason for line in channel.lines}) == 1:
        return sentence(channel.reason)
    telling = channel.telling_line
    return f"{telling.geo}, its largest {'move' if telling.change_micros else 'line'}: {sentence(telling.reason)}"


def what_moves(channel: Channel) -> str:
    """One channel's move for a chart's text alternative."""
    if channel.is_held:
        return f"{channel.channel} is held at {money(channel.current_micros)}"
    if not channel.change_micros:
        return f"{channel.channel} stays at {money(channel.current_micros)}"
    way = "up" if channel.change_micros > 0 else "down"
    return f"{channel.channel} {way} from {money(channel.current_micros)} to {money(channel.proposed_micros)}"


def meaning(check: Check | Channel) -> str:
    """What a verdict does, in two words."""
    return MEANING[check.verdict]


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = one_line(text)
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}" if text else ""


def one_line(text: str) -> str:
    """Without line breaks and control characters: fit for a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _stopping(night: Night) -> list[str]:
    return [check.scope for check in night.checks if check.verdict == "stop" and check.scope != "night"]


def _moving(night: Night) -> str:
    return f"{count(len(night.moves), 'channel')} {'moves' if len(night.moves) == 1 else 'move'}"


def _some(things: Iterable[str]) -> str:
    """The first two, and how many more: short enough for a subject."""
    every = list(things)
    return ", ".join(every[:2]) + (f" +{len(every) - 2}" if len(every) > 2 else "")
