"""The console as one blueprint: every address comes from a route that says what it needs."""

from flask import Blueprint, Response, request

from bot.console.audit_page import AuditPages
from bot.console.case_forms import CaseForms
from bot.console.case_steps import CaseSteps
from bot.console.chat_codes import ChatCodePages
from bot.console.consent_page import ConsentPages
from bot.console.console import Console
from bot.console.consultation import ConsultationPages
from bot.console.enter_page import EnterPages
from bot.console.guard import Caller, Guarded
from bot.console.health_page import HealthPages
from bot.console.knowledge_edit import KnowledgeEditPages
from bot.console.knowledge_frame import KnowledgeFrame
from bot.console.knowledge_import import KnowledgeImportPages
from bot.console.knowledge_learning import KnowledgeLearningPages
from bot.console.knowledge_list import KnowledgeListPages
from bot.console.knowledge_trying import KnowledgeTryingPages
from bot.console.knowledge_versions import KnowledgeVersionPages
from bot.console.links import LinkPages
from bot.console.own_account import OwnAccountPages
from bot.console.pages import Pages
from bot.console.people import PeoplePages
from bot.console.referral_list import ReferralListPages
from bot.console.referral_page import ReferralPages
from bot.console.reports_page import ReportPages
from bot.console.rota_page import RotaPages
from bot.console.search_page import SearchPages
from bot.console.sheet_list import SheetListPages
from bot.console.sign_in import SignInPages
from bot.console.start import StartPages
from bot.console.talk_page import TalkPages
from bot.console.targets_page import TargetPages
from bot.console.texts_page import TextPages
from bot.console.windows_page import WindowPages
from bot.desk.access import Route, Strangers
from storage.errors import StorageUnavailableError

# Stricter than what the application sets for everybody: not even a data address is let in.
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def console_blueprint(console: Console) -> Blueprint:
    """Return everything under `/console/`."""
    blueprint = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages = Pages(console)
    for route in (*console_routes(console, pages), _anything_else(pages)):
        blueprint.add_url_rule(
            route.path,
            endpoint=route.name,
            view_func=Guarded(console, pages, route),
            methods=[route.method],
        )
    blueprint.register_error_handler(413, lambda _: pages.error(413, "too_large"))
    blueprint.register_error_handler(StorageUnavailableError, lambda _: pages.error(503, "unavailable"))
    blueprint.after_request(_secure)
    if console.secure:
        blueprint.after_request(_https_from_now_on)
    return blueprint


def console_routes(console: Console, pages: Pages) -> tuple[Route, ...]:
    """Return every page of the console with what it needs: the table that tests read."""
    knowledge = KnowledgeFrame(console, pages)
    return (
        *SignInPages(console, pages).routes(),
        *LinkPages(console, pages).routes(),
        *StartPages(console, pages).routes(),
        *_case_routes(console, pages),
        *ReferralListPages(console, pages).routes(),
        *ReferralPages(console, pages).routes(),
        *ConsentPages(console, pages).routes(),
        *TalkPages(console, pages).routes(),
        *SheetListPages(console, pages).routes(),
        *OwnAccountPages(console, pages).routes(),
        *PeoplePages(console, pages).routes(),
        *ChatCodePages(console, pages).routes(),
        *RotaPages(console, pages).routes(),
        *ReportPages(console, pages).routes(),
        *TargetPages(console, pages).routes(),
        *KnowledgeListPages(knowledge).routes(),
        *KnowledgeEditPages(knowledge).routes(),
        *KnowledgeImportPages(knowledge).routes(),
        *KnowledgeVersionPages(knowledge).routes(),
        *KnowledgeLearningPages(knowledge).routes(),
        *KnowledgeTryingPages(knowledge).routes(),
        *TextPages(console, pages).routes(),
        *HealthPages(console, pages).routes(),
        *WindowPages(console, pages).routes(),
        *AuditPages(console, pages).routes(),
    )


def _case_routes(console: Console, pages: Pages) -> tuple[Route, ...]:
    return (
        *ConsultationPages(console, pages).routes(),
        *CaseForms(console, pages).routes(),
        *SearchPages(console, pages).routes(),
        *EnterPages(console, pages).routes(),
        *CaseSteps(console, pages).routes(),
    )


def _anything_else(pages: Pages) -> Route:
    def absent(caller: Caller, rest: str) -> Response:  # noqa: ARG001 - what was asked for is never repeated
        return pages.error(404, "not_found", caller.signed_in)

    return Route("GET", "/<path:rest>", "absent", Strangers("it says that there is nothing"), absent)


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY
    # Browsers leave `Origin` out of forms under `no-referrer`, and it is what some of them are checked by. Nothing
    # leaves this origin under `same-origin` either.
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "console.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _https_from_now_on(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
