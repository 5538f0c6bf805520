"""Plain Japanese for a row of open data, made from its fields; such rows are marked as generated."""

import re
from collections.abc import Mapping

from knowledge.destinations import Category
from knowledge.opendata.layouts import Dataset, load_words

LONGEST = 90
_SPLIT = re.compile(r"[、,，・/／;；|\s]+")
_AGES = re.compile(r"(\d{1,2})\s*(?:歳|才)?\s*[-~〜～ー－]\s*(\d{1,2})\s*(?:歳|才)")
YES = frozenset({"有", "あり", "可", "○", "1", "有り", "実施"})

Cells = Mapping[str, str]


def describe(dataset: Dataset, cells: Cells) -> str:
    """Return one to three short sentences, at most ninety characters: whole sentences are left out, never cut."""
    sentences = {"care": _care, "hospital": _hospital, "preschool": _preschool}.get(dataset.name, _facility)(
        cells
    )
    said = ""
    for sentence in sentences:
        if len(said) + len(sentence) <= LONGEST:
            said += sentence
    return said


def _care(cells: Cells) -> list[str]:
    words = load_words()
    services = cells.get("services", "")
    does = [words.services[name] for name in _SPLIT.split(services) if name in words.services]
    first = words.description["care"].format(does="、".join(does[:2])) if does else ""
    unknown = words.description["care_unknown"].format(services=services[:40])
    return [first or unknown, *_capacity(cells)]


def _hospital(cells: Cells) -> list[str]:
    words = load_words()
    sort = cells.get("sort", "") or words.sorts["hospital"]
    subjects = [name for name in _SPLIT.split(cells.get("subjects", "")) if name]
    if subjects:
        first = words.description["hospital"].format(subjects="、".join(subjects[:4]), sort=sort[:20])
    else:
        first = words.description["hospital_plain"].format(sort=sort[:20])
    after_hours = cells.get("after_hours", "") in YES
    return [first, *([words.description["after_hours"]] if after_hours else [])]


def _preschool(cells: Cells) -> list[str]:
    words = load_words()
    sort = cells.get("sort", "") or words.sorts["preschool"]
    said = [words.description["preschool"].format(sort=sort[:30])]
    if ages := cells.get("ages", ""):
        said.append(words.description["ages"].format(ages=ages[:20]))
    said.extend(words.description[name] for name in ("short_care", "sick_care") if cells.get(name, "") in YES)
    return [*said, *_capacity(cells)]


def _facility(cells: Cells) -> list[str]:
    about = " ".join(cells.get("about", "").split())
    if about:
        pieces = re.findall(r"[^。]+。?", about)
        return [piece if piece.endswith("。") else f"{piece}。" for piece in pieces]
    name = cells.get("nickname", "") or cells.get("name", "")
    return [load_words().description["facility"].format(name_of_sort=name[:60])]


def _capacity(cells: Cells) -> list[str]:
    number = cells.get("capacity", "").removesuffix(".0").removesuffix("人").removesuffix("名")
    if not number.isdecimal() or int(number) == 0:
        return []
    return [load_words().description["capacity"].format(capacity=int(number))]


def category_of(dataset: Dataset, cells: Cells) -> Category:
    """Return the field of a row: that of its data set, or for a public facility the one its name tells."""
    if dataset.name == "facility":
        for category, words in load_words().fields:
            if any(word in cells.get("name", "") for word in words):
                return category
    return dataset.category


def ages_of(cells: Cells) -> tuple[str, str]:
    """Return the ages a facility takes in whole years, empty where the text does not say them plainly."""
    found = _AGES.search(cells.get("ages", ""))
    return (str(int(found[1])), str(int(found[2]))) if found else ("", "")
