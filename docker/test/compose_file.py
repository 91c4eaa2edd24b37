"""Reads a compose file: substitutes variables like Compose, and sorts services by start order."""  # noqa: INP001 - a script

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<operator>:-|:\?)(?P<argument>[^}]*))?\}")

Service = dict[str, Any]


def read(path: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """Return the services by name, in start order; ValueError if a required variable is not set."""
    services = substitute_variables(yaml.safe_load(path.read_text(encoding="utf-8"))["services"], variables)
    order = TopologicalSorter({name: set(service.get("depends_on", {})) for name, service in services.items()})
    return {name: services[name] for name in order.static_order()}


def substitute_variables(node: Any, variables: Mapping[str, str]) -> Any:
    """Return a YAML value with the variables substituted."""
    match node:
        case dict():
            return {key: substitute_variables(value, variables) for key, value in node.items()}
        case list():
            return [substitute_variables(value, variables) for value in node]
        case str():
            return VARIABLE.sub(lambda match: variable_value(match, variables), node)
    return node


def variable_value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    """Return the value of `${NAME}`, `${NAME:-default}` or `${NAME:?what to do}`."""
    if value := variables.get(match["name"]):
        return value
    if match["operator"] == ":?":
        raise ValueError(f"{match['name']}: {match['argument']}")
    return match["argument"] or ""
