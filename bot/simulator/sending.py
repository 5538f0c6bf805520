"""Reply, push, multicast and broadcast: checked, accepted, and shown on the phones they reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.simulator import retry_keys
from bot.simulator.account import Account, Sent
from bot.simulator.chats import Author, Entry
from bot.simulator.ids import GROUP_ID, USER_ID
from bot.simulator.limits import require_valid_messages
from bot.simulator.platform import Platform
from bot.simulator.rates import ONE_PERSON
from bot.simulator.refusals import Refused, invalid_property
from bot.simulator.wire import JsonObject, text

MULTICAST = 500


@dataclass(frozen=True, slots=True)
class Call:
    """One send request: its JSON body, its retry key if any, and the request id it got."""

    body: JsonObject
    request_id: str
    retry_key: str | None = None


class Sending:
    """The four ways to send. Every method takes the platform's lock."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def reply(self, account: Account, call: Call) -> JsonObject:
        """Answer an event; costs no quota. Refused: 400 for the token, the limits, or a retry key."""
        with self._platform.changed:
            retry_keys.checked(call.retry_key, allowed=False)
            messages = require_valid_messages(call.body)
            token = text(call.body, "replyToken")
            chat = account.reply_tokens.chat_of(token, self._platform.clock.now())
            account.reply_tokens.spend(token)
            return _sent_messages(self._accept(account, call, "reply", [chat], messages))

    def push(self, account: Account, call: Call) -> JsonObject:
        """Send to one person or group. 200 also for those who will not get it, 400 for an unknown id."""
        with self._platform.changed:
            self._require_new(account, call)
            messages = require_valid_messages(call.body)
            to = text(call.body, "to")
            if not USER_ID.fullmatch(to) and not GROUP_ID.fullmatch(to):
                raise invalid_property("to")
            if to not in account.people and to not in account.groups:
                raise Refused(400, "Failed to send messages")
            account.rates.take(ONE_PERSON, self._platform.clock.now(), of=to)
            return _sent_messages(self._accept(account, call, "push", [to], messages))

    def multicast(self, account: Account, call: Call) -> JsonObject:
        """Send to up to 500 people; unknown ids are passed over in silence."""
        with self._platform.changed:
            self._require_new(account, call)
            messages = require_valid_messages(call.body)
            self._accept(account, call, "multicast", _many(call.body), messages)
            return {}

    def broadcast(self, account: Account, call: Call) -> JsonObject:
        """Send to every friend."""
        with self._platform.changed:
            self._require_new(account, call)
            messages = require_valid_messages(call.body)
            friends = [user for user, relation in account.relations.items() if relation.friend]
            self._accept(account, call, "broadcast", friends, messages)
            return {}

    def _require_new(self, account: Account, call: Call) -> None:
        key = retry_keys.checked(call.retry_key, allowed=True)
        used = account.retry_keys.used(key, self._platform.clock.now()) if key else None
        if used is None:
            return
        first = next(sent for sent in account.sent if sent.request_id == used.request_id)
        first.repeats += 1
        raise retry_keys.already_accepted(used, _sent_messages(first) if first.how == "push" else {})

    def _accept(
        self, account: Account, call: Call, how: str, to: Sequence[str], messages: list[JsonObject]
    ) -> Sent:
        now = self._platform.clock.now()
        reached = [chat for chat in to if self._hears(account, chat)]
        counted = sum(_size(account, chat) for chat in reached)
        if how != "reply":
            account.quota.require(counted, now)
            account.quota.count(counted, now)
        if call.retry_key:
            account.retry_keys.accept(call.retry_key, request_id=call.request_id, now=now)
        sent = Sent(call.request_id, how, list(to), messages, now, call.retry_key)
        sent.message_ids = [self._platform.ids.message() for _ in messages]
        sent.quote_tokens = [self._platform.ids.token() for _ in messages]
        account.sent.append(sent)
        for chat in reached:
            self._show(account, chat, sent)
        self._platform.ring()
        return sent

    def _hears(self, account: Account, chat: str) -> bool:
        if chat in account.groups:
            return account.groups[chat].joined
        relation = account.relations.get(chat)
        return relation is not None and relation.hears(self._platform.clock.now())

    def _show(self, account: Account, chat: str, sent: Sent) -> None:
        sent.delivered.append(chat)
        for message_id, quote, message in zip(
            sent.message_ids, sent.quote_tokens, sent.messages, strict=True
        ):
            account.chat(chat).show(Entry(message_id, Author.BOT, sent.at, message, quote_token=quote))


def _many(body: JsonObject) -> list[str]:
    to = body.get("to")
    if not isinstance(to, list) or not 1 <= len(to) <= MULTICAST:
        raise invalid_property("to")
    for position, user in enumerate(to):
        if not isinstance(user, str) or not USER_ID.fullmatch(user):
            raise invalid_property(f"to[{position}]")
    return list(dict.fromkeys(to))


def _size(account: Account, chat: str) -> int:
    return len(account.groups[chat].members) if chat in account.groups else 1


def _sent_messages(sent: Sent) -> JsonObject:
    pairs = zip(sent.message_ids, sent.quote_tokens, strict=True)
    return {"sentMessages": [{"id": message_id, "quoteToken": quote} for message_id, quote in pairs]}
