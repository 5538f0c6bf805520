import numpy as np

from knowledge.destinations import Category, DestinationId
from knowledge.entries import Entry, EntryId, LearnedPhrase, entries_of
from knowledge.misspelling import DeskNames
from knowledge.search.evidence import Channel
from knowledge.search.field import FieldBuilder
from knowledge.search.index import SearchIndex, build_index
from knowledge.search.learned import SAID_BEFORE
from knowledge.search.topics import make_topics
from knowledge.thesaurus import load_thesaurus
from knowledge.tokens import analyse
from tests.routing.judges import desk


def entry(id_: str, desk_: str, title: str, *phrases: str, description: str = "") -> Entry:
    return Entry(EntryId(id_), DestinationId(desk_), title, description, phrases)


def index_of(*entries: Entry) -> SearchIndex:
    return build_index(entries, load_thesaurus())


def evidence(index: SearchIndex, text: str, channel: Channel) -> list[float]:
    return [round(float(score), 3) for score in index.search(index.query(analyse(text))).of(channel)]


def test_an_entry_is_worth_its_best_phrase_not_the_sum_of_all() -> None:
    index = index_of(
        entry("1", "A", "片付け", *(f"荷物の整理 その{number}" for number in range(30))),
        entry("2", "B", "片付け", "荷物の整理"),
    )
    many, one = evidence(index, "荷物の整理", Channel.PHRASES)
    assert one >= many


def test_a_message_without_kanji_is_read_by_its_sound() -> None:
    index = index_of(entry("1", "A", "電球の取り替え"), entry("2", "B", "公園の花"))
    query = index.query(analyse("でんきゅうがつきません"))
    assert not query.kanji
    assert "電球" in query.words
    sounds = index.search(query).of(Channel.SOUNDS)
    assert sounds[0] > sounds[1]


def test_a_typing_mistake_is_bridged_by_pairs_of_characters() -> None:
    index = index_of(entry("1", "A", "地域包括支援センター"), entry("2", "B", "図書館"))
    first, second = evidence(index, "地域包活支援センター", Channel.PAIRS)
    assert first > 0.5 > second


def test_evidence_stays_between_nothing_and_one_for_likeness() -> None:
    index = index_of(
        entry("1", "A", "電球", "電球が切れた"), entry("2", "B", "草むしり", description="庭の草")
    )
    rows = index.search(index.query(analyse("電球が切れた"))).rows
    assert (rows >= 0).all()
    assert rows[Channel.PHRASES].max() <= 1.0 + 1e-6


def test_learned_phrases_speak_for_their_entry_and_a_little_for_its_desk() -> None:
    index = index_of(entry("1", "A", "ごみ"), entry("2", "A", "草"), entry("3", "B", "電球"))
    taught = index.with_learned([LearnedPhrase("1", "庭の落ち葉の始末")])
    own, sibling, other = evidence(taught, "庭の落ち葉の始末", Channel.LEARNED)
    assert own > sibling > other == 0.0
    assert index.learned is None


def test_what_was_learned_is_bounded() -> None:
    index = index_of(entry("1", "A", "ごみ"), entry("2", "B", "電球"))
    taught = index.with_learned([LearnedPhrase("A", "庭の落ち葉")] * 200)
    # However often the same was taught, it counts once; words that are merely like it add no more than any channel.
    assert max(evidence(taught, "庭の落ち葉", Channel.LEARNED)) <= 1.0 + SAID_BEFORE
    assert max(evidence(taught, "落ち葉が多くて電球も切れた", Channel.LEARNED)) <= 1.0


def test_an_empty_index_finds_nothing() -> None:
    index = index_of()
    assert index.search(index.query(analyse("電球"))).nothing


def test_rare_words_weigh_more_than_common_ones() -> None:
    builder = FieldBuilder()
    for terms in ({"草": 1.0, "庭": 1.0}, {"草": 1.0}, {"草": 1.0}):
        builder.add(terms)
    field = builder.cosine()
    assert field.rarity_of("庭") > field.rarity_of("草")
    assert field.rarity_of("海") >= field.rarity_of("庭")


def test_topics_are_the_same_every_time_and_only_for_middling_sizes() -> None:
    builder = FieldBuilder()
    rng = np.random.default_rng(0)
    for _ in range(400):
        builder.add({f"w{number}": 1.0 for number in rng.integers(0, 600, 12)})
    field = builder.bm25()
    first, second = make_topics(field), make_topics(field)
    assert first is not None
    assert second is not None
    query = {"w1": 1.0, "w2": 1.0}
    everyone = np.arange(field.size)
    assert np.allclose(first.scores(query, everyone), second.scores(query, everyone), atol=1e-4)
    small = FieldBuilder()
    small.add({"a": 1.0})
    assert make_topics(small.bm25()) is None


def test_a_desk_has_an_entry_of_its_own_and_one_for_each_subject() -> None:
    rows = [(DestinationId("A"), "", "全般のこと"), (DestinationId("A"), "garden", "草むしり")]
    made = entries_of([desk("A", "手伝い隊", Category.DAILY_LIVING)], rows)
    assert [item.id for item in made] == ["A", "A/garden"]
    assert {item.desk for item in made} == {"A"}


def test_names_are_found_with_a_wrong_letter_but_not_inside_other_words() -> None:
    names = DeskNames([(DestinationId("M"), "民生委員"), (DestinationId("D"), "DV")])
    assert [found.destination for found in names.misspelt_in("民政委員さんに会いたい")] == ["M"]
    assert not names.misspelt_in("草むしりを頼みたい")
    assert [found.destination for found in names.named_in("民生委員さん")] == ["M"]
