"""Celery's messages through files (a laptop without a server) and through Redis (a lab), each with kombu's flaws fixed.

A message file appears complete or not at all; a worker continues after Redis was unavailable.
"""

import json
import logging
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.transport import filesystem, redis, virtual

log = logging.getLogger(__name__)


class FileChannel(filesystem.Channel):
    """Writes each message under a temporary name first: kombu's readers may meet half a message, and crash."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        # Wall-clock time, not kombu's monotonic clock, keeps first in, first out across restarts.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        temporary = Path(self.processed_folder) / f"{name}.part"
        temporary.write_text(json.dumps(payload))
        temporary.replace(Path(self.data_folder_out) / name)

    def _get(self, queue: str) -> Any:  # type: ignore[override]
        """Return the next message; skip files that a power cut left empty (the scheduler sends them again).

        So messages need no fsync, which would cost 5 ms each.
        """
        while True:
            try:
                return super()._get(queue)  # type: ignore[no-untyped-call]
            except json.JSONDecodeError:
                log.warning("skipped a damaged message of queue %s", queue)

    def _queue_bind(self, *_: Any) -> None:
        """Keep no routing table (a file that kombu rewrites in place): Celery names the queue in each message."""


class FileTransport(filesystem.Transport):
    """Kombu's file transport with atomic writes."""

    Channel = FileChannel


class RedisQoS(redis.QoS):
    """Forgets a message even if Redis could not be told that it was handled.

    Kombu's class counts such a message as unacknowledged for ever; a worker whose slots were all taken that way read no
    more messages and never noticed that Redis was back. The job table knows what is done, so nothing is lost.
    """

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message."""
        with self._free_slot_on_error(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        """Reject a message."""
        with self._free_slot_on_error(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]

    @contextmanager
    def _free_slot_on_error(self, delivery_tag: str) -> Generator[None]:
        try:
            yield
        except BaseException:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


class RedisChannel(redis.Channel):
    """Kombu's channel with our QoS."""

    QoS = RedisQoS


class RedisTransport(redis.Transport):
    """Kombu's Redis transport for workers that survive a restart of Redis."""

    Channel = RedisChannel
