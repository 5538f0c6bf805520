"""Rewording what the bot says: drafts, checked; put live as a new version that counts from the next message on."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.access import note
from bot.desk.knowing import keep_profile, kept_files
from bot.desk.reply import Button, Notice, Question, Renderer, Reply, Say
from bot.texts import Texts, load_texts
from bot.texts.fields import fields_of
from bot.texts.wording import Found, WordingFault, WordingRules, faults_of, wording_rules
from knowledge.data_files import DataFile, ProfileFiles
from knowledge.toml_rows import rows_of_toml, toml_of_rows
from routing.consultation import MunicipalitySlug
from routing.permissions import Action
from storage.accounts import Account
from storage.errors import NotThereError, StaleError
from storage.transaction import Transaction
from storage.wording import TEXTS, TextDraft, WordingVersion

SOURCE = "texts"


class ProtectedTextError(Exception):
    """The sentence is one that no municipality rewords. Do not retry."""


class WrongTextError(Exception):
    """The sentence breaks a rule; `found` names each. Mend it."""

    def __init__(self, found: tuple[Found, ...]) -> None:
        super().__init__(", ".join(one.fault for one in found))
        self.found = found


@dataclass(frozen=True, slots=True)
class Writer:
    """Who rewords, and when."""

    account: Account
    now: datetime

    @property
    def slug(self) -> MunicipalitySlug:
        """Their municipality."""
        return self.account.municipality


@dataclass(frozen=True, slots=True)
class Earlier:
    """How a sentence was worded from a version on; empty is the common wording."""

    version: WordingVersion
    sentence: str


def common_texts() -> Texts:
    """Return the sentences that hold where a municipality says nothing of its own."""
    return load_texts()


def may_be_reworded(key: str) -> bool:
    """Tell whether a key is a sentence of the bot that a municipality may word in its own way."""
    rules = wording_rules()
    return common_texts().has(key) and rules.is_spoken(key) and not rules.protection(key)


def own_sentences(tx: Transaction, slug: MunicipalitySlug) -> dict[str, str]:
    """Return the town's own sentences that are told now, by key."""
    version = tx.municipalities.get(slug).knowledge_version
    return _own(tx.knowledge.document(slug, version, TEXTS))


def check_sentence(key: str, sentence: str, renderer: Renderer) -> tuple[Found, ...]:
    """Return what stands against telling a sentence: our rules first, then LINE's own limits."""
    if not may_be_reworded(key):
        raise ProtectedTextError(key)
    rules = wording_rules()
    found = faults_of(rules, key, sentence, common_texts().sentence(key))
    if found:
        return found
    messages = renderer.render(preview_reply(rules, key, sentence))
    return tuple(Found(WordingFault.LINE, problem) for problem in renderer.problems(messages))


def preview_reply(
    rules: WordingRules, key: str, sentence: str, standing: Mapping[str, str] | None = None
) -> Reply:
    """Return a sentence as it would be said, its fields filled with examples."""
    values = {name: rules.examples.get(name, f"（{name}）") for name in fields_of(sentence)}
    said = sentence.format_map(values | {k: v for k, v in (standing or {}).items() if k in values})
    if rules.is_button(key):
        return Reply((Question("…", (Button(said, "preview", said),)),))
    if key.startswith("resident."):
        return Reply((Say(said),))
    heading, *lines = said.splitlines()
    return Reply((Notice(heading, tuple(lines)),))


def keep_draft(tx: Transaction, writer: Writer, key: str, sentence: str, renderer: Renderer) -> None:
    """Keep a draft; an empty sentence goes back to the common wording.

    Raise `ProtectedTextError` or `WrongTextError`; then nothing is kept.
    """
    common = common_texts()
    found = check_sentence(key, sentence or (common.sentence(key) if common.has(key) else ""), renderer)
    if found:
        raise WrongTextError(found)
    version = tx.municipalities.get(writer.slug).knowledge_version
    tx.drafts.put(TextDraft(writer.slug, key, sentence, version, writer.now, writer.account.id))
    _note(tx, writer, key, "draft")


def drop_draft(tx: Transaction, writer: Writer, key: str) -> None:
    """Forget a draft."""
    tx.drafts.drop(writer.slug, key)
    _note(tx, writer, key, "dropped")


def put_live(tx: Transaction, writer: Writer, key: str) -> int:
    """Let a draft count from the next message on, in every process; return the new version of the knowledge.

    Raise `NotThereError` without a draft, and `StaleError` when the sentence was reworded since it was drafted.
    """
    draft = tx.drafts.of_municipality(writer.slug).get(key)
    if draft is None:
        raise NotThereError("no draft of this sentence")
    version = tx.municipalities.get(writer.slug).knowledge_version
    files = kept_files(tx, writer.slug, version)
    own = _own(files.file(TEXTS).content or b"")
    seen = _own(tx.knowledge.document(writer.slug, draft.base, TEXTS))
    if own.get(key) != seen.get(key):
        raise StaleError("the sentence was reworded by somebody else")
    own = {k: v for k, v in own.items() if k != key} | ({key: draft.sentence} if draft.sentence else {})
    number = keep_profile(
        tx, writer.slug, _with_texts(files, own), source=SOURCE, now=writer.now, made_by=writer.account.id
    )
    tx.drafts.drop(writer.slug, key)
    _note(tx, writer, key, "live")
    return number


def history_of(versions: Sequence[WordingVersion], key: str) -> tuple[Earlier, ...]:
    """Return how a sentence was worded, newest first, versions that left it alone passed over."""
    found: list[Earlier] = []
    for version in reversed(versions):
        sentence = _own(version.content).get(key, "")
        if not found or found[-1].sentence != sentence:
            found.append(Earlier(version, sentence))
    return tuple(reversed(found))


def _own(content: bytes) -> dict[str, str]:
    try:
        rows = rows_of_toml(DataFile("", TEXTS, content))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return {row["key"]: row["value"].strip() for row in rows}


def _with_texts(files: ProfileFiles, own: Mapping[str, str]) -> ProfileFiles:
    rows = [{"key": key, "value": sentence} for key, sentence in sorted(own.items())]
    contents = {name: content for name, content in files.contents.items() if name != TEXTS}
    return ProfileFiles(
        files.folder, {**contents, TEXTS: toml_of_rows(rows, DataFile(files.folder, TEXTS, None))}
    )


def _note(tx: Transaction, writer: Writer, key: str, what: str) -> None:
    note(tx, writer.account, writer.now, Action.CHANGE_TEXTS, about=("text", key), fields=(what,))
