"""What the stand-in answers when it says no, in the shapes of LINE's error bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a request body: what is wrong and the property (`messages[0].text`) it is about."""

    message: str
    property: str


class Refused(Exception):  # noqa: N818  # it is an answer, not an accident
    """A request was understood and refused; carries the whole HTTP answer."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        problems: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})

    def body(self) -> dict[str, object]:
        """Return the JSON body: `message`, and `details` where single properties are to blame."""
        body: dict[str, object] = {"message": self.message, **self.extra}
        if self.problems:
            body["details"] = [{"message": p.message, "property": p.property} for p in self.problems]
        return body


def body_errors(problems: Sequence[Problem]) -> Refused:
    """Return the 400 for a body that breaks limits, naming each property."""
    return Refused(400, f"The request body has {len(problems)} error(s)", problems=problems)


def invalid_property(name: str) -> Refused:
    """Return the 400 for a property of the wrong type or shape."""
    return Refused(400, f"The property, '{name}', in the request body is invalid (line: -, column: -)")


def not_found() -> Refused:
    """Return the 404 for an id nobody knows."""
    return Refused(404, "Not found")
