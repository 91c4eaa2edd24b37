"""What a page offers a browser: its forms with the values they may send, and its videos."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin


@dataclass
class Form:
    """A form's address and method, what it holds already, what may be chosen, and the names one may write into."""

    action: str
    method: str = "get"
    held: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    begin: str = ""

    def filled(self, **answers: str) -> dict[str, str]:
        """Return what a browser would send after these answers; ValueError if the page does not offer one of them."""
        for name, value in answers.items():
            if value not in self.choices.get(name, []) and name not in self.held.keys() | self.written:
                raise ValueError(f"the page does not offer {name} = {value}")
        return self.held | answers


class Page(HTMLParser):
    """A page, read as far as a participant can act on it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.videos: list[str] = []
        self.list = ""

    @classmethod
    def read(cls, text: str, *, url: str) -> Self:
        """Return what the page at `url` offers; all addresses are complete."""
        page = cls(url)
        page.feed(text)
        return page

    @property
    def form(self) -> Form:
        """The page's only form; ValueError if it has none, as the last page."""
        if len(self.forms) != 1:
            raise ValueError(f"the page has {len(self.forms)} forms")
        return self.forms[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, their fields and videos."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action, begin = (self._at(given.get(name, "")) for name in ("action", "data-begin"))
            self.forms.append(Form(action, method=given.get("method", "get"), begin=begin))
        elif tag == "video":
            self.videos.append(self._at(given["src"]))
        elif tag == "option":
            self.forms[-1].choices.setdefault(self.list, []).append(given.get("value", ""))
        elif tag == "select":
            self.list = given["name"]
        elif tag in ("input", "textarea") and "name" in given:
            self._field(given)

    def _at(self, address: str) -> str:
        return urljoin(self.url, address)

    def _field(self, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        match given.get("type", "text"):
            case "hidden":
                form.held[name] = value
            case "radio" | "checkbox":
                form.choices.setdefault(name, []).append(value)
            case _:
                form.written.add(name)
