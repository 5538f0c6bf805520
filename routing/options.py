"""The short question: which answers split the candidates best."""

from collections.abc import Mapping, Sequence

from knowledge.destinations import Category, Destination, DestinationId
from routing.decision import Candidate, Option

LABEL = 20
MOST_OPTIONS = 4
# What a field of life is called on a button; residents read these.
FIELD_LABELS: Mapping[Category, str] = {
    Category.ADMINISTRATION: "届け出や税金のこと",
    Category.CHILD: "子ども・子育てのこと",
    Category.COMMUNITY: "集まる場や地域のこと",
    Category.COORDINATION: "いろいろ重なっている",
    Category.DAILY_LIVING: "家の用事や手伝い",
    Category.DISABILITY: "障害のこと",
    Category.DISASTER_SAFETY: "防災・防犯のこと",
    Category.EDUCATION: "学校や勉強のこと",
    Category.ELDERLY: "お年寄り・介護のこと",
    Category.HEALTH: "体や心の健康のこと",
    Category.HOUSING: "住まいのこと",
    Category.INFORMATION: "場所や施設を調べたい",
    Category.ISOLATION: "ひきこもり・孤立のこと",
    Category.MOBILITY: "移動や買い物のこと",
    Category.POVERTY: "お金や生活のこと",
    Category.RIGHTS: "虐待・権利のこと",
    Category.WELFARE_GENERAL: "どこに聞くか分からない",
    Category.WORK: "仕事のこと",
}


def options_for(
    candidates: Sequence[Candidate], destinations: Mapping[DestinationId, Destination]
) -> tuple[Option, ...]:
    """Return two to four answers, or none when the candidates cannot be told apart.

    Fields of life split best when the candidates lie in several; within one field the desks' names do. The
    likeliest comes first.
    """
    by_field: dict[Category, list[DestinationId]] = {}
    for candidate in candidates:
        desk = destinations.get(candidate.destination)
        if desk is not None:
            by_field.setdefault(desk.category, []).append(desk.id)
    if len(by_field) >= 2:
        return tuple(
            Option(FIELD_LABELS[field], tuple(desks))
            for field, desks in list(by_field.items())[:MOST_OPTIONS]
        )
    return name_options(candidates[:3], destinations)


def name_options(
    candidates: Sequence[Candidate], destinations: Mapping[DestinationId, Destination]
) -> tuple[Option, ...]:
    """Return one answer per candidate, labelled with the desk's shortest telling name."""
    found = [destinations[c.destination] for c in candidates if c.destination in destinations]
    return tuple(Option(label_of(desk), (desk.id,)) for desk in found) if len(found) >= 2 else ()


def label_of(destination: Destination) -> str:
    """Return a name of at most 20 characters: the desk's own, else its longest alias that fits."""
    if len(destination.name) <= LABEL:
        return destination.name
    fitting = sorted((alias for alias in destination.aliases if len(alias) <= LABEL), key=len)
    return fitting[-1] if fitting else destination.name[: LABEL - 1] + "…"
