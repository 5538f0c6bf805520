"""The doctor at LINE: token, webhook, chat mode, and what is left of the month."""

from collections.abc import Iterator

from bot.desk.doctor import Finding, Grade
from bot.line.sender import LineApiSender
from bot.settings import Settings

FEW_LEFT = 0.1
BY_EYE = "look in LINE Official Account Manager: webhook redelivery on, greeting message off, auto-reply off"


def look_at_line(settings: Settings, slug: str, token: str) -> Iterator[Finding]:
    """Yield what is wrong with one channel, as far as LINE tells; the rest is named to be looked at by eye."""
    about = f"{slug} at LINE"
    sender = LineApiSender(access_token=token, base=settings.line_api_base)
    try:
        info = sender.bot_info()
        if info is None:
            yield Finding(Grade.PROBLEM, about, "LINE does not take the access token, or does not answer")
            return
        if info.chat_mode == "chat":
            yield Finding(Grade.PROBLEM, about, "the account is in chat mode; switch chat off in the manager")
        yield from _webhook(sender, about, f"{settings.public_url}/line/{slug}/webhook")
        yield from _quota(sender, about)
    finally:
        sender.close()
    yield Finding(Grade.WARNING, about, BY_EYE)


def _webhook(sender: LineApiSender, about: str, wanted: str) -> Iterator[Finding]:
    endpoint = sender.webhook()
    if endpoint is None or not endpoint.endpoint:
        yield Finding(Grade.PROBLEM, about, f"no webhook is set; set {wanted}")
        return
    if endpoint.endpoint != wanted:
        # Another bot may stand in front and forward to us, so a different address is no proof of a mistake.
        yield Finding(Grade.WARNING, about, f"the webhook is not {wanted}")
    if not endpoint.active:
        yield Finding(Grade.PROBLEM, about, "the webhook is switched off (Use webhook)")
        return
    test = sender.test_webhook(endpoint.endpoint)
    if test is None or not test.success:
        reason = test.reason if test is not None else "no answer"
        yield Finding(Grade.PROBLEM, about, f"LINE's own test of the webhook failed: {reason}")


def _quota(sender: LineApiSender, about: str) -> Iterator[Finding]:
    quota = sender.quota()
    if quota is None or quota.limit is None:
        return
    left = quota.limit - quota.used
    if left <= quota.limit * FEW_LEFT:
        yield Finding(Grade.WARNING, about, f"{left} of {quota.limit} messages are left this month")
