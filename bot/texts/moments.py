"""Moments and opening hours as people say them: 「明日8:30」「いま開いています（17:15まで）」.

All moments are aware and in Tokyo time; `now` is an argument.
"""

from datetime import date, datetime, time

from bot.texts.texts import Texts
from knowledge.hours import WEEKDAYS, DayKind, OfficeHours


def clock_said(texts: Texts, clock: time) -> str:
    """Return a time of day such as 「8:30」; the end of the day (`time.max`) as 「夜中の0時」."""
    if clock == time.max:
        return texts.say("resident.when.midnight")
    return texts.say("resident.when.clock", hour=clock.hour, minute=f"{clock.minute:02}")


def when_said(texts: Texts, moment: datetime, now: datetime) -> str:
    """Return a moment such as 「今日17:00」「明日8:30」「11月24日（月）8:30」, seen from `now`."""
    clock = clock_said(texts, moment.time())
    days = (moment.date() - now.date()).days
    if days == 0:
        return texts.say("resident.when.today", time=clock)
    if days == 1:
        return texts.say("resident.when.tomorrow", time=clock)
    weekday = texts.say(f"resident.when.{WEEKDAYS[moment.weekday()]}")
    return texts.say("resident.when.later", month=moment.month, day=moment.day, weekday=weekday, time=clock)


def day_said(texts: Texts, day: date) -> str:
    """Return a day such as 「11月24日（月）」, whatever day is today."""
    weekday = texts.say(f"resident.when.{WEEKDAYS[day.weekday()]}")
    return texts.say("resident.when.later", month=day.month, day=day.day, weekday=weekday, time="")


def opening_said(texts: Texts, hours: OfficeHours | None, now: datetime) -> str:
    """Return whether a desk is open at `now`, until when, or when it opens next; kind when not known."""
    if hours is None:
        return texts.say("resident.opening.unknown")
    if _always(hours):
        return texts.say("resident.opening.open_always")
    closes = hours.closes_at(now)
    if closes is not None:
        return texts.say("resident.opening.open_until", until=clock_said(texts, closes))
    opens = hours.next_opening(now)
    if opens is None:
        return texts.say("resident.opening.closed")
    return texts.say("resident.opening.closed_next", when=when_said(texts, opens, now))


def hours_said(texts: Texts, hours: OfficeHours) -> str:
    """Return a week's hours such as 「月〜金 8:30〜17:15、土 9:00〜12:00」; days with the same hours go together."""
    if _always(hours):
        return texts.say("resident.opening.day_and_night")
    groups: list[tuple[list[DayKind], str]] = []
    for day in DayKind:
        spans = sorted((span.opens, span.closes) for span in hours.spans if span.day is day)
        clocks = "・".join(_span_said(texts, opens, closes) for opens, closes in spans)
        if groups and groups[-1][1] == clocks:
            groups[-1][0].append(day)
        else:
            groups.append(([day], clocks))
    return "、".join(f"{_days_said(texts, days)} {clocks}" for days, clocks in groups if clocks)


def _span_said(texts: Texts, opens: time, closes: time) -> str:
    return texts.say(
        "resident.opening.span", opens=clock_said(texts, opens), closes=clock_said(texts, closes)
    )


def _days_said(texts: Texts, days: list[DayKind]) -> str:
    first, last = (texts.say(f"resident.when.{day.value}") for day in (days[0], days[-1]))
    return first if len(days) == 1 else texts.say("resident.opening.days", first=first, last=last)


def _always(hours: OfficeHours) -> bool:
    whole = {span.day for span in hours.spans if span.opens == time.min and span.closes == time.max}
    return whole == set(DayKind) and not hours.closed
