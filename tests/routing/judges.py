"""Judges of the shipped profiles, each built once per test run, and small ones made by hand."""

from functools import cache

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.destinations import Audience, Basis, Category, Destination, DestinationId, Status
from knowledge.entries import entries_of
from knowledge.profile import find_profile, load_profile
from routing.decision import Decision
from routing.judge import Judge, Question, judge_of_profile


@cache
def judge_of(slug: str) -> Judge:
    return judge_of_profile(load_profile(find_profile(slug)))


def asked(slug: str, text: str, area: str | None = None) -> Decision:
    return judge_of(slug).judge(Question(text, AreaId(area) if area else None))


def named(decision: Decision, most: int = 3) -> list[str]:
    return [str(candidate.destination) for candidate in decision.candidates[:most]]


def desk(
    id_: str,
    name: str,
    category: Category,
    *phrases: str,
    kind: str = "desk",
    area: str | None = None,
    status: Status = Status.OPERATING,
    aliases: tuple[str, ...] = (),
) -> Destination:
    return Destination(
        id=DestinationId(id_),
        name=name,
        kind=kind,
        category=category,
        audience=Audience.RESIDENT,
        status=status,
        basis=Basis.STATED,
        phrases=phrases,
        area=AreaId(area) if area else None,
        aliases=aliases,
    )


def town(*desks: Destination, areas: AreaTree | None = None, default: str | None = None) -> Judge:
    return Judge(
        entries=entries_of(desks, ()),
        destinations=desks,
        areas=areas,
        default=DestinationId(default) if default else None,
    )


def two_districts() -> AreaTree:
    return AreaTree(
        [
            Area(AreaId("pref"), "架空県", 1, None),
            Area(AreaId("city"), "架空市", 2, AreaId("pref")),
            Area(AreaId("north"), "北浜", 3, AreaId("city")),
            Area(AreaId("north-school"), "北浜小学校区", 4, AreaId("north")),
            Area(AreaId("south"), "南谷", 3, AreaId("city")),
            Area(AreaId("south-school"), "南谷小学校区", 4, AreaId("south")),
        ]
    )
