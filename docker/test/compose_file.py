"""Reads a compose file: variables put in as Compose does it, and services in the order in which they start."""  # noqa: INP001 - a script

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<rest>[^}]*))?\}")

Service = dict[str, Any]


def read(path: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """Return the services by name, in the order in which they start; ValueError for a variable that must be set."""
    services = filled(yaml.safe_load(path.read_text(encoding="utf-8"))["services"], variables)
    order = TopologicalSorter({name: set(service.get("depends_on", {})) for name, service in services.items()})
    return {name: services[name] for name in order.static_order()}


def filled(node: Any, variables: Mapping[str, str]) -> Any:
    """Return what YAML gave, with the variables put in."""
    match node:
        case dict():
            return {key: filled(value, variables) for key, value in node.items()}
        case list():
            return [filled(value, variables) for value in node]
        case str():
            return VARIABLE.sub(lambda found: value_of(found, variables), node)
    return node


def value_of(found: re.Match[str], variables: Mapping[str, str]) -> str:
    """Return the value of `${NAME}`, `${NAME:-default}` or `${NAME:?what to do}`."""
    if given := variables.get(found["name"]):
        return given
    if found["how"] == ":?":
        raise ValueError(f"{found['name']}: {found['rest']}")
    return found["rest"] or ""
