"""Where a site of its own keeps its rows and messages: in its folder, or on the servers that the run has."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import redis
from psycopg.rows import dict_row

SERVER = os.environ.get("FACESTUDY_DATABASE_URL", "")
BROKER = os.environ.get("FACESTUDY_REDIS_URL", "")


def make(state: Path) -> "Place":
    """Return an empty place of the run's kind."""
    return OnServers.created(state) if SERVER else Place(state)


@dataclass(frozen=True)
class Place:
    """Everything lies in a folder."""

    state: Path

    @property
    def env(self):
        return {"FACESTUDY_STATE": str(self.state)}

    def copy(self, state: Path) -> "Place":
        return Place(Path(shutil.copytree(self.state, state)))

    def row(self, table: str, pk: str):
        with closing(sqlite3.connect(self.state / "facestudy.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            return database.execute(f"SELECT * FROM {table} WHERE id = ?", [UUID(pk).hex]).fetchone()

    def remove(self) -> None:
        """Leave the folder to pytest."""


@dataclass(frozen=True)
class OnServers(Place):
    """A database of its own on the run's PostgreSQL; the run's Redis, emptied."""

    name: str

    @classmethod
    def created(cls, state: Path, template: str = "template1") -> "OnServers":
        state.mkdir(exist_ok=True)
        name = f"facestudy_site_{uuid4().hex[:8]}"
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        with redis.Redis.from_url(BROKER) as broker:
            broker.flushdb()
        return cls(state, name)

    @property
    def url(self) -> str:
        return urlsplit(SERVER)._replace(path=f"/{self.name}").geturl()

    @property
    def env(self):
        return super().env | {"FACESTUDY_DATABASE_URL": self.url}

    def copy(self, state: Path) -> "OnServers":
        return OnServers.created(state, template=self.name)

    def row(self, table: str, pk: str):
        with psycopg.connect(self.url, row_factory=dict_row) as database:
            return database.execute(f"SELECT * FROM {table} WHERE id = %s", [pk]).fetchone()

    def remove(self) -> None:
        administer(f'DROP DATABASE "{self.name}" WITH (FORCE)')


def administer(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(statement)
