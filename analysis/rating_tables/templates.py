"""Templates such as `*/{condition}/{clip}.mp4`: labels that stand in a column's name, a cell or a file's name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

PART: Final = re.compile(r"\{(\w*)\}|\*")


class AmbiguousMatchError(ValueError):
    """A text fits a template in more than one way; the message shows two of them."""


@dataclass(frozen=True)
class Template:
    """A text with named places in braces, and `*` for anything.

    A place takes one character or more, and none of them is a slash if the template has slashes; `*` also takes
    nothing, and slashes only at the beginning or the end of the template. `names` lists the labels that a place can
    have, where they are known.
    """

    text: str
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """The names in braces, in their order."""
        return [match[1] for match in PART.finditer(self.text) if match[0] != "*"]

    def match(self, value: str) -> dict[str, str] | None:
        """Return the labels in a text; None if it does not fit.

        Raises
        ------
        AmbiguousMatchError
            If the text fits in more than one way.
        """
        shortest = self._shortest.fullmatch(value)
        longest = self._longest.fullmatch(value)
        if shortest is None or longest is None:
            return None
        # Of several ways, one takes the shortest first place and another the longest: they can't be the same.
        if shortest.groupdict() != longest.groupdict():
            raise AmbiguousMatchError(f"{_listed(shortest.groupdict())} or {_listed(longest.groupdict())}")
        return shortest.groupdict()

    @cached_property
    def _shortest(self) -> re.Pattern[str]:
        return self._compile(quantifier="?")

    @cached_property
    def _longest(self) -> re.Pattern[str]:
        return self._compile(quantifier="")

    def _compile(self, quantifier: str) -> re.Pattern[str]:
        any_letter = "[^/]" if "/" in self.text else "."
        parts, end = [], 0
        for match in PART.finditer(self.text):
            parts.append(re.escape(self.text[end : match.start()]))
            end = match.end()
            if match[0] == "*":
                is_inside = match.start() > 0 and end < len(self.text)
                parts.append(f"{any_letter if is_inside else '.'}*{quantifier}")
            elif match[1] in self.names:
                labels = sorted(self.names[match[1]], key=len, reverse=not quantifier)
                parts.append(f"(?P<{match[1]}>{'|'.join(map(re.escape, labels))})")
            else:
                parts.append(f"(?P<{match[1]}>{any_letter}+{quantifier})")
        return re.compile("".join([*parts, re.escape(self.text[end:])]), re.DOTALL)


def _listed(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {label!r}" for name, label in labels.items())
