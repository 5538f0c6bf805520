"""Fakes of the world outside: they record what was asked of them and answer as they were told."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.line.limits import problems
from bot.ports import CallResult, JsonObject, Quota
from routing.outgoing import CallOutcome, Via


@dataclass(frozen=True, slots=True)
class SentLine:
    """One call that FakeLine accepted."""

    via: Via
    to: str
    messages: tuple[JsonObject, ...]
    retry_key: str = ""
    silent: bool = False


@dataclass(slots=True)
class FakeLine:
    """One LINE channel. It behaves as LINE does; `tell` lets the next calls come to something else.

    `friends` are the users a push can reach (None: everybody). `sent` is what LINE accepted, in order; an
    outcome told with `after_accepting` is also in it, because LINE carried the call out.
    """

    friends: set[str] | None = None
    limit: int | None = None
    authorised: bool = True
    sent: list[SentLine] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    loading: list[tuple[str, int]] = field(default_factory=list)
    _told: deque[tuple[CallOutcome, bool]] = field(default_factory=deque)
    _spent_tokens: set[str] = field(default_factory=set)
    _accepted_keys: dict[str, str] = field(default_factory=dict)

    def tell(self, *outcomes: CallOutcome, after_accepting: bool = False) -> None:
        """Let the next calls come to these outcomes."""
        self._told.extend((outcome, after_accepting) for outcome in outcomes)

    def reply(self, *, reply_token: str, messages: Sequence[JsonObject]) -> CallResult:
        """Answer once with each token."""
        self.calls.append("reply")
        return self._send(SentLine(Via.REPLY, reply_token, tuple(messages)))

    def push(
        self, *, to: str, messages: Sequence[JsonObject], retry_key: str, silent: bool = False
    ) -> CallResult:
        """Push once with each retry key."""
        self.calls.append("push")
        return self._send(SentLine(Via.PUSH, to, tuple(messages), retry_key, silent))

    def show_loading(self, *, chat: str, seconds: int) -> CallResult:
        """Note the three dots."""
        self.loading.append((chat, seconds))
        return CallResult(CallOutcome.ACCEPTED if self.authorised else CallOutcome.UNAUTHORISED)

    def quota(self) -> Quota | None:
        """Return the month: every push counts, replies do not."""
        if not self.authorised:
            return None
        return Quota(self.limit, sum(sent.via is Via.PUSH for sent in self.sent))

    def pushed_to(self, user: str) -> list[SentLine]:
        """Return what was pushed to one user."""
        return [sent for sent in self.sent if sent.via is Via.PUSH and sent.to == user]

    def _send(self, call: SentLine) -> CallResult:
        if problems(call.messages):
            return CallResult(CallOutcome.REJECTED, reason="limits")
        outcome, carried_out = self._told.popleft() if self._told else (None, False)
        if outcome is not None and not carried_out:
            return CallResult(outcome, reason="told")
        natural = self._natural(call)
        if natural.outcome is CallOutcome.ACCEPTED:
            self.sent.append(call)
            self._spent_tokens.add(call.to)
            if call.retry_key:
                self._accepted_keys[call.retry_key] = natural.request_id
        return natural if outcome is None else CallResult(outcome, reason="told")

    def _natural(self, call: SentLine) -> CallResult:
        if not self.authorised:
            return CallResult(CallOutcome.UNAUTHORISED, reason="401")
        if call.via is Via.REPLY and (call.to in self._spent_tokens or not call.to):
            return CallResult(CallOutcome.TOKEN_INVALID, reason="400")
        if call.retry_key in self._accepted_keys:
            return CallResult(CallOutcome.ALREADY_ACCEPTED, self._accepted_keys[call.retry_key])
        if call.via is Via.PUSH and self.friends is not None and call.to not in self.friends:
            return CallResult(CallOutcome.RECIPIENT_GONE, reason="400")
        month = self.quota()
        if (
            call.via is Via.PUSH
            and month is not None
            and month.limit is not None
            and month.used >= month.limit
        ):
            return CallResult(CallOutcome.MONTH_LIMIT, reason="429")
        return CallResult(CallOutcome.ACCEPTED, f"request-{len(self.sent) + 1}")


@dataclass(slots=True)
class FakeMenus:
    """The menus of one channel. It behaves as LINE does; while `silent`, nothing comes of any call."""

    menus: dict[str, tuple[JsonObject, bytes]] = field(default_factory=dict)
    usual: str | None = None
    of_user: dict[str, str] = field(default_factory=dict)
    made: int = 0
    silent: bool = False
    without: set[str] = field(default_factory=set)

    def make(self, body: JsonObject, picture: bytes) -> str | None:
        """Keep a menu with its picture; what is no PNG is not taken."""
        if self.silent or not picture.startswith(b"\x89PNG"):
            return None
        self.made += 1
        menu = f"richmenu-{self.made}"
        self.menus[menu] = (body, picture)
        return menu

    def show_everybody(self, menu: str) -> bool:
        """Show a menu that is there."""
        if self.silent or menu not in self.menus:
            return False
        self.usual = menu
        return True

    def show(self, user: str, menu: str) -> bool:
        """Show one person a menu that is there."""
        if self.silent or menu not in self.menus:
            return False
        self.of_user[user] = menu
        return True

    def show_usual(self, user: str) -> bool:
        """Show one person what everybody sees."""
        if not self.silent:
            self.of_user.pop(user, None)
        return not self.silent

    def remove(self, menu: str) -> bool:
        """Remove a menu from the channel and from every phone."""
        if not self.silent:
            self.menus.pop(menu, None)
            self.usual = None if self.usual == menu else self.usual
            self.of_user = {user: shown for user, shown in self.of_user.items() if shown != menu}
        return not self.silent

    def menus_of(self, municipality: str) -> "FakeMenus":
        """Return itself, the one channel; raise `LookupError` for a municipality without."""
        if municipality in self.without:
            raise LookupError(municipality)
        return self


@dataclass(slots=True)
class FakeLines:
    """Senders of several municipalities; one channel is made for each that is asked for, unless told otherwise."""

    channels: dict[str, FakeLine] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)

    def of(self, municipality: str) -> FakeLine:
        """Return the channel of a municipality; raise `LookupError` for one without."""
        if municipality in self.without:
            raise LookupError(municipality)
        return self.channels.setdefault(municipality, FakeLine())


@dataclass(slots=True)
class FakeForwarder:
    """Another bot; `tell` lets the next calls come to something else than that it takes what it gets."""

    taken: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)
    calls: int = 0
    _told: deque[CallOutcome] = field(default_factory=deque)

    def tell(self, *outcomes: CallOutcome) -> None:
        """Let the next calls come to these outcomes."""
        self._told.extend(outcomes)

    def forward(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> CallResult:
        """Keep a body with its headers."""
        self.calls += 1
        if self._told:
            return CallResult(self._told.popleft(), reason="told")
        self.taken.append((url, body, dict(headers)))
        return CallResult(CallOutcome.ACCEPTED)


@dataclass(frozen=True, slots=True)
class SentMail:
    """One e-mail that FakeMailer accepted."""

    to: str
    subject: str
    body: str
    message_id: str


@dataclass(slots=True)
class FakeMailer:
    """A mail server; `tell` lets the next calls come to something else, `gone` are addresses it refuses."""

    sent: list[SentMail] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    _told: deque[CallOutcome] = field(default_factory=deque)

    def tell(self, *outcomes: CallOutcome) -> None:
        """Let the next calls come to these outcomes."""
        self._told.extend(outcomes)

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> CallResult:
        """Keep a message; a header that would not be what it says is refused, as in the real one."""
        if self._told:
            return CallResult(self._told.popleft(), reason="told")
        if "@" not in to or any(sign in to + subject + message_id for sign in "\r\n\x00"):
            return CallResult(CallOutcome.REJECTED, reason="unsendable")
        if to in self.gone:
            return CallResult(CallOutcome.RECIPIENT_GONE, reason="550")
        self.sent.append(SentMail(to, subject, body, message_id))
        return CallResult(CallOutcome.ACCEPTED)
