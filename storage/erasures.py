"""Erasure: what goes when a person asks, and a ledger of keyed hashes that a restore replays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update

from routing.consultation import ConsultationId, MunicipalitySlug, ResidentId
from routing.referral import OPEN_STATES
from storage.erasing import erase_excerpts, erase_identity, erase_message_texts, erase_said
from storage.ground import Ground, Lookup
from storage.messages import MessageId
from storage.tables.audit import ErasedKind, erasures
from storage.tables.chat import messages
from storage.tables.consultations import consultations
from storage.tables.referrals import referrals
from storage.tables.residents import residents

__all__ = ["ErasedKind", "Erasure", "Erasures"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of the ledger. `subject` is a keyed hash; `reason` a short word (asked, retention, unsent)."""

    municipality: MunicipalitySlug
    kind: ErasedKind
    subject: str
    at: datetime
    reason: str


class Erasures:
    """Erases, and remembers that it did."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def held(self, resident: ResidentId, *, now: datetime) -> tuple[ConsultationId, ...]:
        """Return the consultations that keep a resident's data for now: held for abuse, or with an open referral."""
        open_referral = select(referrals.c.id).where(
            referrals.c.consultation == consultations.c.id, referrals.c.state.in_(list(OPEN_STATES))
        )
        statement = select(consultations.c.id).where(
            consultations.c.resident == resident,
            or_(consultations.c.held_until > now, open_referral.exists()),
        )
        return tuple(ConsultationId(row[0]) for row in self._ground.connection.execute(statement))

    def erase_resident(
        self, resident: ResidentId, *, now: datetime, reason: str
    ) -> tuple[ConsultationId, ...]:
        """Erase what a resident said and who they are; return the consultations that hold something back.

        Without any held consultation everything goes: messages, raw events, outgoing payloads, particulars, words,
        the LINE user id. With one, its messages and the identity stay until it is released; the wish is remembered, and
        `erase_released` fulfils it then. The memo of the staff stays in either case.
        """
        kept = self.held(resident, now=now)
        erase_said(self._ground, resident, except_of=kept, now=now)
        if kept:
            asked = func.coalesce(residents.c.erasure_asked_at, now)
            self._ground.run(
                update(residents).where(residents.c.id == resident).values(erasure_asked_at=asked)
            )
        else:
            self._erase_whole(resident, now=now, reason=reason)
        return kept

    def erase_released(self, municipality: MunicipalitySlug, *, now: datetime, limit: int = 100) -> int:
        """Erase those who asked for it while something held it back, and nothing does any more; return how many.

        Who has written again since keeps what came later, and stays known.
        """
        asked = select(residents).where(
            residents.c.municipality == municipality, residents.c.erasure_asked_at.is_not(None)
        )
        done = 0
        for row in self._ground.rows(asked.order_by(residents.c.erasure_asked_at)):
            id_ = ResidentId(row["id"])
            if done == limit or self.held(id_, now=now):
                continue
            done += 1
            if row["last_seen_at"] <= row["erasure_asked_at"]:
                erase_said(self._ground, id_, except_of=(), now=now)
                self._erase_whole(id_, now=now, reason="asked")
            else:
                erase_said(self._ground, id_, except_of=(), now=now, until=row["erasure_asked_at"])
                fulfilled = update(residents).where(residents.c.id == id_)
                self._ground.run(fulfilled.values(erasure_asked_at=None))
        return done

    def _erase_whole(self, resident: ResidentId, *, now: datetime, reason: str) -> None:
        erase_identity(self._ground, resident, now=now)
        municipality = self._municipality(resident)
        self._enter(municipality, ErasedKind.RESIDENT, resident, at=now, reason=reason)

    def note_message(
        self, municipality: MunicipalitySlug, message: MessageId, *, now: datetime, reason: str
    ) -> None:
        """Enter into the ledger that a message was erased (it was unsent)."""
        self._enter(municipality, ErasedKind.MESSAGE, message, at=now, reason=reason)

    def ledger(self, *, since: datetime | None = None) -> tuple[Erasure, ...]:
        """Return the ledger, oldest first: what goes beside every backup."""
        statement = select(erasures).order_by(erasures.c.at, erasures.c.subject)
        if since is not None:
            statement = statement.where(erasures.c.at >= since)
        return tuple(
            Erasure(
                MunicipalitySlug(row["municipality"]),
                row["kind"],
                row["subject"],
                row["at"],
                row["reason"],
            )
            for row in self._ground.rows(statement)
        )

    def replay(self, ledger: Iterable[Erasure], *, now: datetime) -> int:
        """Erase again, in a restored database, whatever the ledger names; return how many subjects were found.

        Lines of other municipalities than those restored are left out.
        """
        wanted = {(line.kind, line.subject): line for line in ledger}
        found = self._replay_residents(wanted, now) + self._replay_messages(wanted, now)
        for line in wanted.values():
            self._ground.insert_new(
                erasures,
                {
                    "municipality": line.municipality,
                    "kind": line.kind,
                    "subject": line.subject,
                    "at": line.at,
                    "reason": line.reason,
                },
            )
        return found

    def _replay_residents(self, wanted: dict[tuple[ErasedKind, str], Erasure], now: datetime) -> int:
        found = 0
        living = select(residents.c.id, residents.c.municipality).where(residents.c.erased_at.is_(None))
        for id_, municipality in self._ground.connection.execute(living).all():
            hashes = self._ground.sealing.hashes(Lookup.ERASED, municipality, id_)
            if any((ErasedKind.RESIDENT, subject) in wanted for subject in hashes):
                erase_said(self._ground, ResidentId(id_), except_of=(), now=now)
                erase_identity(self._ground, ResidentId(id_), now=now)
                found += 1
        return found

    def _replay_messages(self, wanted: dict[tuple[ErasedKind, str], Erasure], now: datetime) -> int:
        if not any(kind is ErasedKind.MESSAGE for kind, _ in wanted):
            return 0
        gone = []
        speaking = select(messages).where(messages.c.text.is_not(None))
        for row in self._ground.connection.execute(speaking).mappings():
            hashes = self._ground.sealing.hashes(Lookup.ERASED, row["municipality"], row["id"])
            if any((ErasedKind.MESSAGE, subject) in wanted for subject in hashes):
                gone.append(row)
        erase_message_texts(self._ground, [row["id"] for row in gone])
        for row in gone:
            erase_excerpts(self._ground, row["consultation"], row["received_at"], row["id"], now=now)
        return len(gone)

    def _municipality(self, resident: ResidentId) -> MunicipalitySlug:
        statement = select(residents.c.municipality).where(residents.c.id == resident)
        return MunicipalitySlug(self._ground.connection.execute(statement).scalar_one())

    def _enter(
        self, municipality: MunicipalitySlug, kind: ErasedKind, subject: str, *, at: datetime, reason: str
    ) -> None:
        self._ground.insert_new(
            erasures,
            {
                "municipality": municipality,
                "kind": kind,
                "subject": self._ground.sealing.hash(Lookup.ERASED, municipality, subject),
                "at": at,
                "reason": reason,
            },
        )
