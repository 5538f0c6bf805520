"""The one module that touches line-bot-sdk: calls with time-outs, no retries of its own, raw answers.

It costs a second and 60 MB to import, so `bot.line.sender` loads it with the first call, in the worker only.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import urllib3
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    Message,
    MessagingApi,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TestWebhookEndpointRequest,
)
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from bot.line.outcomes import Answer
from bot.ports import JsonObject

Request = TypeVar("Request")


class UnreachableError(Exception):
    """No connection came about: LINE cannot have seen the call. Retrying is safe."""


class NoAnswerError(Exception):
    """The connection broke or fell silent: LINE may have carried the call out."""


class UnsendableError(ValueError):
    """The SDK's models refuse a message. Do not retry."""


class Channel:
    """Calls to one LINE channel over one kept connection pool; threads may share it, processes must not."""

    def __init__(self, *, base: str, token: str, connect: float, read: float) -> None:
        configuration = Configuration(host=base, access_token=token)
        # The outbox owns retries: the SDK would otherwise repeat a refused connection three times, unseen.
        configuration.retries = False
        self._client = ApiClient(configuration)
        self._api = MessagingApi(self._client)
        # The answer is taken raw: a body the models do not like must not hide that LINE accepted the message.
        self._how = {"_request_timeout": (connect, read), "_preload_content": False}

    def close(self) -> None:
        """Close the kept connections."""
        self._client.rest_client.pool_manager.clear()

    def reply(self, reply_token: str, messages: Sequence[JsonObject]) -> Answer:
        """POST /v2/bot/message/reply."""
        request = _built(lambda: ReplyMessageRequest(replyToken=reply_token, messages=_models(messages)))
        return self._call(lambda: self._api.reply_message_with_http_info(request, **self._how))

    def push(self, to: str, messages: Sequence[JsonObject], retry_key: str, *, silent: bool) -> Answer:
        """POST /v2/bot/message/push."""
        request = _built(
            lambda: PushMessageRequest(to=to, messages=_models(messages), notificationDisabled=silent)
        )
        return self._call(lambda: self._api.push_message_with_http_info(request, retry_key, **self._how))

    def show_loading(self, chat: str, seconds: int) -> Answer:
        """POST /v2/bot/chat/loading/start."""
        request = _built(lambda: ShowLoadingAnimationRequest(chatId=chat, loadingSeconds=seconds))
        return self._call(lambda: self._api.show_loading_animation_with_http_info(request, **self._how))

    def quota(self) -> Answer:
        """GET /v2/bot/message/quota."""
        return self._call(lambda: self._api.get_message_quota_with_http_info(**self._how))

    def consumption(self) -> Answer:
        """GET /v2/bot/message/quota/consumption."""
        return self._call(lambda: self._api.get_message_quota_consumption_with_http_info(**self._how))

    def info(self) -> Answer:
        """GET /v2/bot/info."""
        return self._call(lambda: self._api.get_bot_info_with_http_info(**self._how))

    def webhook(self) -> Answer:
        """GET /v2/bot/channel/webhook/endpoint."""
        return self._call(lambda: self._api.get_webhook_endpoint_with_http_info(**self._how))

    def test_webhook(self, endpoint: str) -> Answer:
        """POST /v2/bot/channel/webhook/test, at most 60 an hour."""
        request = _built(lambda: TestWebhookEndpointRequest(endpoint=endpoint))
        return self._call(lambda: self._api.test_webhook_endpoint_with_http_info(request, **self._how))

    def create_menu(self, body: JsonObject) -> Answer:
        """POST /v2/bot/richmenu, at most 100 an hour."""
        request = _built(lambda: RichMenuRequest.from_dict(dict(body)))
        return self._call(lambda: self._api.create_rich_menu_with_http_info(request, **self._how))

    def put_menu_picture(self, menu: str, picture: bytes, data_base: str) -> Answer:
        """POST /v2/bot/richmenu/{id}/content on the host for data, which the SDK's own method does not let choose."""
        return self._call(
            lambda: self._client.call_api(
                "/v2/bot/richmenu/{richMenuId}/content",
                "POST",
                {"richMenuId": menu},
                [],
                {"Content-Type": "image/png"},
                body=picture,
                auth_settings=["Bearer"],
                _host=data_base,
                **self._how,
            )
        )

    def set_default_menu(self, menu: str) -> Answer:
        """POST /v2/bot/user/all/richmenu/{id}."""
        return self._call(lambda: self._api.set_default_rich_menu_with_http_info(menu, **self._how))

    def link_menu(self, user: str, menu: str) -> Answer:
        """POST /v2/bot/user/{user}/richmenu/{id}."""
        return self._call(lambda: self._api.link_rich_menu_id_to_user_with_http_info(user, menu, **self._how))

    def unlink_menu(self, user: str) -> Answer:
        """DELETE /v2/bot/user/{user}/richmenu."""
        return self._call(lambda: self._api.unlink_rich_menu_id_from_user_with_http_info(user, **self._how))

    def delete_menu(self, menu: str) -> Answer:
        """DELETE /v2/bot/richmenu/{id}, at most 100 an hour."""
        return self._call(lambda: self._api.delete_rich_menu_with_http_info(menu, **self._how))

    def _call(self, call: Callable[[], object]) -> Answer:
        try:
            response = call()
        except ApiException as refused:
            if not refused.status:
                raise _tls(refused) from refused
            return _answer(refused.status, refused.headers, refused.body)
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise UnreachableError(type(error).__name__) from error
        except (HTTPError, OSError) as error:
            raise NoAnswerError(type(error).__name__) from error
        return _answer(response.status_code, response.headers, response.raw_data)  # type: ignore[attr-defined]


def _models(messages: Sequence[JsonObject]) -> list[Message]:
    return [Message.from_dict(dict(message)) for message in messages]


def _built(build: Callable[[], Request]) -> Request:
    try:
        return build()
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnsendableError(type(error).__name__) from error


def _tls(refused: ApiException) -> Exception:
    """Return what a failed handshake means; with any other TLS fault LINE may have seen the call."""
    if "CERTIFICATE_VERIFY_FAILED" in str(refused.reason):
        return UnreachableError("certificate")
    return NoAnswerError("tls")


def _answer(status: int, headers: object, body: object) -> Answer:
    pairs = dict(headers) if isinstance(headers, urllib3.HTTPHeaderDict | dict) else {}
    return Answer(
        status=status,
        headers={str(name).lower(): str(value) for name, value in pairs.items()},
        body=body if isinstance(body, bytes) else str(body or "").encode(),
    )
