"""What people do with their phones, and the events it causes."""

from dataclasses import dataclass

from bot.simulator import words
from bot.simulator.account import Account
from bot.simulator.chats import Author, Chat, Entry
from bot.simulator.events import user_source
from bot.simulator.platform import Platform
from bot.simulator.refusals import Refused
from bot.simulator.webhooks import Parcel
from bot.simulator.wire import JsonObject


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did: its event and the parcel that carries it; neither for a purely local act."""

    event: JsonObject | None = None
    parcel: Parcel | None = None
    message_id: str = ""
    opened: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """The bytes of a photo, voice, film or file."""

    data: bytes
    media_type: str


class Phones:
    """The phones of all people. Every method takes the platform's lock."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def send(
        self,
        account: Account,
        person: str,
        message: JsonObject,
        *,
        group: str = "",
        quote: str = "",
        attachment: Attachment | None = None,
    ) -> Act:
        """Send a message of any kind; `message` has its type and the fields of that type.

        Raises Refused (409) when the person has blocked the account.
        """
        with self._platform.changed:
            user = self._able_to_write(account, person)
            entry = self._show(account, group or user, Author.PERSON, message, person=person)
            if attachment is not None:
                now = self._platform.clock.now()
                account.contents.keep(
                    entry.id, data=attachment.data, media_type=attachment.media_type, now=now
                )
            quoted = self._chat(account, user, group).entry(quote) if quote else None
            details: JsonObject = {"id": entry.id, "quoteToken": entry.quote_token, **message}
            details["markAsReadToken"] = entry.read_token
            if quoted is not None:
                details["quotedMessageId"] = quoted.id
            return self._happen(account, "message", user_source(user, group), {"message": details}, entry.id)

    def edit(self, account: Account, person: str, message_id: str, text: str, *, group: str) -> Act:
        """Change the text of one's own message in a group."""
        with self._platform.changed:
            user = account.user_of(person)
            entry = self._own(self._chat(account, user, group), message_id)
            entry.message, entry.edited = {**entry.message, "text": text}, True
            details: JsonObject = {
                "id": entry.id,
                "type": "text",
                "text": text,
                "quoteToken": entry.quote_token,
            }
            source = user_source(user, group)
            return self._happen(account, "messageEdited", source, {"message": details}, entry.id)

    def unsend(self, account: Account, person: str, message_id: str, *, group: str = "") -> Act:
        """Take back one's own message, the last one for an empty id."""
        with self._platform.changed:
            user = account.user_of(person)
            entry = self._own(self._chat(account, user, group), message_id)
            entry.unsent = True
            account.contents.unsend(entry.id)
            body: JsonObject = {"unsend": {"messageId": entry.id}}
            return self._happen(account, "unsend", user_source(user, group), body, entry.id)

    def follow(self, account: Account, person: str) -> Act:
        """Add the account as a friend; after a block this lifts it."""
        with self._platform.changed:
            user = account.user_of(person)
            relation = account.relations[user]
            was_blocked, relation.friend, relation.blocked = relation.blocked, True, False
            notice = words.UNBLOCKED if was_blocked else words.FOLLOWED
            self._show(account, user, Author.NOTICE, {"type": "text", "text": notice})
            body: JsonObject = {"follow": {"isUnblocked": was_blocked}}
            return self._happen(account, "follow", user_source(user), body)

    def block(self, account: Account, person: str) -> Act:
        """Block the account."""
        with self._platform.changed:
            user = account.user_of(person)
            account.relations[user].blocked = True
            self._show(account, user, Author.NOTICE, {"type": "text", "text": words.BLOCKED})
            return self._happen(account, "unfollow", user_source(user), {})

    def postback(
        self, account: Account, person: str, data: str, *, shown: str = "", params: JsonObject | None = None
    ) -> Act:
        """Send back the data of a button; `shown` appears in the chat as the person's own words."""
        with self._platform.changed:
            user = self._able_to_write(account, person)
            if shown:
                self._show(account, user, Author.PERSON, {"type": "text", "text": shown}, person=person)
            body: JsonObject = {"data": data, **({"params": params} if params else {})}
            return self._happen(account, "postback", user_source(user), {"postback": body})

    def cause(self, account: Account, kind: str, source: JsonObject, body: JsonObject) -> Act:
        """Send an event of any kind, known or not; a null in `body` takes a property away."""
        with self._platform.changed:
            return self._happen(account, kind, source, body)

    def _happen(
        self, account: Account, kind: str, source: JsonObject, body: JsonObject, message_id: str = ""
    ) -> Act:
        event = self._platform.events.make(account, kind, source, body)
        parcel = self._platform.webhooks.send(account, [event])
        self._platform.ring()
        return Act(event, parcel, message_id)

    def _able_to_write(self, account: Account, person: str) -> str:
        user = account.user_of(person)
        relation = account.relations[user]
        if relation.blocked:
            raise Refused(409, f"{person} has blocked the account and cannot write to it")
        relation.last_wrote = self._platform.clock.now()
        return user

    def _show(
        self, account: Account, chat: str, author: Author, message: JsonObject, *, person: str = ""
    ) -> Entry:
        ids, now = self._platform.ids, self._platform.clock.now()
        entry = Entry(
            ids.message(), author, now, message, person, quote_token=ids.token(), read_token=ids.token()
        )
        account.chat(chat).show(entry)
        return entry

    def _chat(self, account: Account, user: str, group: str) -> Chat:
        return account.chat(group or user)

    def _own(self, chat: Chat, message_id: str) -> Entry:
        own = [e for e in chat.entries if e.author is Author.PERSON and not e.unsent]
        found = [e for e in own if e.id == message_id] if message_id else own[-1:]
        if not found:
            raise Refused(404, "there is no such message of this person")
        return found[0]
