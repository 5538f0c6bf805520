"""A small checker of HTML: what is opened is closed, ids are single, fields have labels, nothing is inline."""

from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    | {"path", "rect", "circle", "line", "use"}
)
LABELLED = frozenset({"input", "select", "textarea"})


class Checker(HTMLParser):
    """Reads one page; `faults` says what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._open: list[str] = []
        self._ids: list[str] = []
        self._labels: set[str] = set()
        self._fields: list[tuple[str, str]] = []
        self._seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._seen.append(tag)
        if "id" in given:
            self._ids.append(given["id"] or "")
        if tag == "html" and not given.get("lang"):
            self.faults.append("html has no lang")
        if tag == "img" and "alt" not in given:
            self.faults.append("a picture has no alt")
        if tag == "label" and given.get("for"):
            self._labels.add(given["for"] or "")
        hidden = given.get("type") in {"hidden", "submit", "button"}
        if tag in LABELLED and not hidden and "label" not in self._open and "aria-label" not in given:
            self._fields.append((tag, given.get("id") or ""))
        self.faults += [
            f"inline {name} on {tag}" for name in given if name == "style" or name.startswith("on")
        ]
        if tag == "script" and not given.get("src"):
            self.faults.append("an inline script")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
            return
        self._open.pop()


def faults_of(page: str) -> list[str]:
    """Return what is wrong with a page, empty for a good one."""
    checker = Checker()
    checker.feed(page)
    checker.close()
    faults = list(checker.faults)
    if not page.lstrip().lower().startswith("<!doctype html>"):
        faults.append("no doctype")
    faults += [f"<{tag}> is never closed" for tag in checker._open]
    faults += sorted({f"id {id_!r} stands twice" for id_ in checker._ids if checker._ids.count(id_) > 1})
    faults += [f"{tag} {id_!r} has no label" for tag, id_ in checker._fields if id_ not in checker._labels]
    faults += [
        f"{checker._seen.count(tag)} of {tag}"
        for tag in ("title", "h1", "main")
        if checker._seen.count(tag) != 1
    ]
    return faults
