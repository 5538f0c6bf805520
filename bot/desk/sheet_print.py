"""A sheet as something to print: the same fields as on the page, and never another."""

from bot.desk.office import Office
from bot.desk.referring import preview
from bot.pdf import Block, write_pdf
from bot.texts import Texts
from knowledge.destinations import Reach
from routing.consultation import Consultation
from storage.referrals import Referral


def sheet_rows(office: Office, case: Consultation, referral: Referral) -> tuple[tuple[str, str], ...]:
    """Return label and text of each field on a sheet, in order."""
    texts = office.place.texts
    fields = preview(office, case, referral)
    return tuple((texts.say(f"sheet.field.{name}"), text) for name, text in fields.items())


def sheet_pdf(office: Office, case: Consultation, referral: Referral) -> bytes:
    """Return the sheet as PDF; for a neighbour who is reached through the office, as a note to read out."""
    texts, to = office.place.texts, office.destination(referral.destination)
    via_office = to.reach is Reach.VIA_OFFICE
    title = (
        texts.say("sheet.phone_memo.title") if via_office else texts.say("sheet.heading", number=case.number)
    )
    blocks = [Block(title, 16, 0), Block(texts.say("sheet.paper.to", destination=to.name), 12, 8)]
    if via_office:
        blocks.append(Block(texts.say("sheet.phone_memo.lead", destination=to.name), 10.5, 8))
        blocks.append(Block(texts.say("sheet.phone_memo.caller", destination=to.name), 10.5, 8))
    for label, text in sheet_rows(office, case, referral):
        blocks += [Block(label, 9, 10, ruled=True), Block(text, 11, 2)]
    if via_office:
        blocks.append(Block(texts.say("sheet.phone_memo.promise"), 10.5, 12))
    blocks.append(Block(texts.say("sheet.careful"), 9, 18, ruled=True))
    blocks.append(Block(texts.say("sheet.printed", at=office.when(office.now)), 9, 2))
    return write_pdf(title, blocks, foot=_foot(texts))


def _foot(texts: Texts) -> str:
    return texts.say("sheet.page", page="{page}", pages="{pages}")
