"""What a page offers a browser: its forms with the values they may send, and its videos."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin


@dataclass
class Form:
    """A form's address, what it holds already, and what may be chosen for each name."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    begin: str = ""

    def filled(self, **answers: str) -> dict[str, str]:
        """Return what a browser would post after these answers; ValueError if the page does not offer one of them."""
        for name, value in answers.items():
            if value not in self.choices.get(name, []) and name not in self.held:
                raise ValueError(f"the page does not offer {name} = {value}")
        return self.held | answers


class Page(HTMLParser):
    """A page, read as far as a participant can act on it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.videos: list[str] = []

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
            self.forms.append(Form(self._at(given.get("action", "")), begin=self._at(given.get("data-begin", ""))))
        elif tag == "video":
            self.videos.append(self._at(given["src"]))
        elif tag == "input" and "name" in given:
            self._field(given)

    def _at(self, address: str) -> str:
        return urljoin(self.url, address)

    def _field(self, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        if given.get("type") == "hidden":
            form.held[name] = value
        else:
            form.choices.setdefault(name, []).append(value)
