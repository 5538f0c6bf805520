"""One transaction, and everything that can be remembered or looked up inside it."""

from storage.accounts import Accounts
from storage.alert_tests import AlertTests
from storage.alerts import Alerts
from storage.answers import Answers
from storage.audit import Audit
from storage.casework import Intakes, SavedFilters
from storage.consents import Consents, Persons
from storage.consultations import Consultations
from storage.duty import Digests, Duty
from storage.erasures import Erasures
from storage.events import Events
from storage.forwarded import Forwarded
from storage.ground import Ground
from storage.knowledge import Knowledge
from storage.knowledge_drafts import KnowledgeDrafts
from storage.learning import Learning
from storage.memo import Notes, UnmetNeeds, Words
from storage.messages import Messages
from storage.municipalities import Municipalities
from storage.outgoing import Outgoing
from storage.referrals import Referrals
from storage.relays import Relays
from storage.reporting import Reports
from storage.rescue import Leases
from storage.residents import Residents
from storage.retention import Retention
from storage.rich_menus import RichMenus
from storage.sessions import Invitations, Sessions
from storage.targets import Targets
from storage.throttle import Throttle
from storage.timed import TimedWork
from storage.upkeep import Counters, Heartbeats
from storage.windows import Windows
from storage.wording import TextDrafts


class Transaction:
    """What happens here happens together or not at all. Made by `Database.transaction` and `Database.reading`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.municipalities = Municipalities(ground)
        self.events = Events(ground)
        self.residents = Residents(ground)
        self.persons = Persons(ground)
        self.messages = Messages(ground)
        self.consultations = Consultations(ground)
        self.answers = Answers(ground)
        self.notes = Notes(ground)
        self.intakes = Intakes(ground)
        self.filters = SavedFilters(ground)
        self.words = Words(ground)
        self.unmet_needs = UnmetNeeds(ground)
        self._open_calls(ground)
        self._open_people(ground)
        self._open_upkeep(ground)

    def _open_calls(self, ground: Ground) -> None:
        self.alerts = Alerts(ground)
        self.alert_tests = AlertTests(ground)
        self.consents = Consents(ground)
        self.referrals = Referrals(ground)
        self.outgoing = Outgoing(ground)
        self.forwarded = Forwarded(ground)
        self.timed = TimedWork(ground)
        self.leases = Leases(ground)

    def _open_people(self, ground: Ground) -> None:
        self.accounts = Accounts(ground)
        self.sessions = Sessions(ground)
        self.invitations = Invitations(ground)
        self.throttle = Throttle(ground)
        self.duty = Duty(ground)
        self.windows = Windows(ground)
        self.relays = Relays(ground)
        self.digests = Digests(ground)
        self.rich_menus = RichMenus(ground)

    def _open_upkeep(self, ground: Ground) -> None:
        self.knowledge = Knowledge(ground)
        self.knowledge_drafts = KnowledgeDrafts(ground)
        self.learning = Learning(ground)
        self.drafts = TextDrafts(ground)
        self.targets = Targets(ground)
        self.reports = Reports(ground)
        self.heartbeats = Heartbeats(ground)
        self.counters = Counters(ground)
        self.audit = Audit(ground)
        self.erasures = Erasures(ground)
        self.retention = Retention(ground)
