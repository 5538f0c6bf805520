"""A reply as plain text: what a coordinator reads in the conversation, and what an e-mail carries."""

from bot.desk.reply import Card, Cards, Notice, Numbers, Part, Question, Reply, Say


def plain_text(reply: Reply) -> str:
    """Return everything that was said, a paragraph a part, with buttons in brackets."""
    return "\n\n".join(_part(part) for part in reply.parts)


def _part(part: Part) -> str:
    match part:
        case Say(text):
            return text
        case Numbers(heading, lines, footnote):
            numbers = [f"{line.name} {line.number}" for line in lines]
            return "\n".join(text for text in (heading, *numbers, footnote) if text)
        case Cards(cards):
            return "\n\n".join(_card(card) for card in cards)
        case Notice(heading, lines, _):
            return "\n".join((heading, *lines))
        case Question(text, buttons):
            return "\n".join((text, *(f"[{button.label}]" for button in buttons)))


def _card(card: Card) -> str:
    lines = (card.name, card.description, card.opening, card.phone, card.address)
    return "\n".join(line for line in lines if line)
