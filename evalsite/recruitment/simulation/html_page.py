"""A parsed HTML page: its forms with the values that they can send, and its videos."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin


@dataclass
class HtmlForm:
    """A form: hidden fields with their values, options of each choice, and the names of the text fields."""

    action: str
    method: str = "get"
    hidden: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    text_fields: set[str] = field(default_factory=set)
    play_token_url: str = ""

    def form_data(self, **answers: str) -> dict[str, str]:
        """Return what a browser would send after these answers; ValueError if the page does not offer one of them."""
        for name, value in answers.items():
            if value not in self.choices.get(name, []) and name not in self.hidden.keys() | self.text_fields:
                raise ValueError(f"the page does not offer {name} = {value}")
        return self.hidden | answers


class HtmlPage(HTMLParser):
    """A page, parsed as far as a participant can act on it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[HtmlForm] = []
        self.videos: list[str] = []
        self._select_name = ""

    @classmethod
    def parse(cls, text: str, *, url: str) -> Self:
        """Return what the page at `url` offers; all addresses are absolute."""
        page = cls(url)
        page.feed(text)
        return page

    @property
    def form(self) -> HtmlForm:
        """The page's only form; ValueError if it has none, like the last page."""
        if len(self.forms) != 1:
            raise ValueError(f"the page has {len(self.forms)} forms")
        return self.forms[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms, their fields and videos."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            action, play_token_url = (
                self._absolute(attributes.get(name, "")) for name in ("action", "data-play-token-url")
            )
            self.forms.append(HtmlForm(action, method=attributes.get("method", "get"), play_token_url=play_token_url))
        elif tag == "video":
            self.videos.append(self._absolute(attributes["src"]))
        elif tag == "option":
            self.forms[-1].choices.setdefault(self._select_name, []).append(attributes.get("value", ""))
        elif tag == "select":
            self._select_name = attributes["name"]
        elif tag in ("input", "textarea") and "name" in attributes:
            self._add_field(attributes)

    def _absolute(self, url: str) -> str:
        return urljoin(self.url, url)

    def _add_field(self, attributes: dict[str, str]) -> None:
        form, name, value = self.forms[-1], attributes["name"], attributes.get("value", "")
        match attributes.get("type", "text"):
            case "hidden":
                form.hidden[name] = value
            case "radio" | "checkbox":
                form.choices.setdefault(name, []).append(value)
            case _:
                form.text_fields.add(name)
