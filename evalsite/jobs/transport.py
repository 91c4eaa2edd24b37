"""Celery messages through files, for a laptop without a server: a message appears whole or not at all."""

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem


class Channel(filesystem.Channel):
    """Kombu's own writes under the final name, so that a reader may meet half a message and its worker dies of it."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        # Wall time, not kombu's machine clock: after a restart the order is still first in, first out.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        aside = Path(self.processed_folder) / f"{name}.part"
        with aside.open("wb") as file:
            file.write(json.dumps(payload).encode())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(Path(self.data_folder_out) / name)

    def _queue_bind(self, *_: Any) -> None:
        """Keep no routing table (a file that kombu rewrites in place): Celery names the queue in each message."""


class Transport(filesystem.Transport):
    """Kombu's file transport with whole messages."""

    Channel = Channel
