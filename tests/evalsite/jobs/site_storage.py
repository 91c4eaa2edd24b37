"""Where a test site keeps its data: in a folder, or on the servers of the test run."""

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


def create_storage(state: Path) -> "FolderStorage":
    """Return an empty storage of the kind that the test run uses."""
    return ServerStorage.create(state) if SERVER else FolderStorage(state)


@dataclass(frozen=True)
class FolderStorage:
    """Everything is in a folder."""

    state: Path

    @property
    def env(self):
        return {"FACESTUDY_STATE": str(self.state)}

    def copy(self, state: Path) -> "FolderStorage":
        return FolderStorage(Path(shutil.copytree(self.state, state)))

    def row(self, table: str, pk: str):
        with closing(sqlite3.connect(self.state / "facestudy.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            return database.execute(f"SELECT * FROM {table} WHERE id = ?", [UUID(pk).hex]).fetchone()

    def remove(self) -> None:
        """Do nothing: pytest removes the folder."""


@dataclass(frozen=True)
class ServerStorage(FolderStorage):
    """A separate database on the test run's PostgreSQL; its Redis, emptied."""

    name: str

    @classmethod
    def create(cls, state: Path, template: str = "template1") -> "ServerStorage":
        state.mkdir(exist_ok=True)
        name = f"facestudy_site_{uuid4().hex[:8]}"
        execute_as_admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        with redis.Redis.from_url(BROKER) as broker:
            broker.flushdb()
        return cls(state, name)

    @property
    def url(self) -> str:
        return urlsplit(SERVER)._replace(path=f"/{self.name}").geturl()

    @property
    def env(self):
        return super().env | {"FACESTUDY_DATABASE_URL": self.url}

    def copy(self, state: Path) -> "ServerStorage":
        return ServerStorage.create(state, template=self.name)

    def row(self, table: str, pk: str):
        with psycopg.connect(self.url, row_factory=dict_row) as database:
            return database.execute(f"SELECT * FROM {table} WHERE id = %s", [pk]).fetchone()

    def remove(self) -> None:
        execute_as_admin(f'DROP DATABASE "{self.name}" WITH (FORCE)')


def execute_as_admin(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(statement)
