"""The people who hold the phones; their names are roles."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone: `key` names them in the control API, `name` on the screen."""

    key: str
    name: str
    note: str
    face: str
    friend_at_start: bool = True
    language: str | None = "ja"


CAST: Sequence[Person] = (
    Person("resident_a", "住民A（82歳）", "ひとり暮らし・足がわるい", "👵"),
    Person("resident_b", "住民B（45歳）", "近所の人が気がかり", "🧑"),
    Person("pharmacist", "薬剤師", "地域の相談窓口の薬局", "💊"),
    Person("coordinator_a", "推進員A", "市の相談支援包括化推進員", "📋"),
    Person("coordinator_b", "推進員B", "社会福祉協議会のCSW", "🗂️"),
    Person("stranger", "はじめての人", "まだ友だちではありません", "🙂", friend_at_start=False),
)
