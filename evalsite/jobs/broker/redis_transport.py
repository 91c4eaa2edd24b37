"""Celery messages through Redis, for a lab: a worker goes on when Redis was away."""

from collections.abc import Generator
from contextlib import contextmanager

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """Kombu's counts a message as being worked on for ever when Redis did not hear that it is done.

    A worker whose slots were all taken so read no more messages, and so never noticed that Redis was back.
    What Redis did not hear does no harm: the job table knows what is done.
    """

    def ack(self, delivery_tag: str) -> None:
        """Tell Redis that a message is done."""
        with self._freeing(delivery_tag):
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        """Tell Redis that a message is refused."""
        with self._freeing(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]

    @contextmanager
    def _freeing(self, delivery_tag: str) -> Generator[None]:
        try:
            yield
        except BaseException:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


class Channel(redis.Channel):
    """Kombu's, with our way to count."""

    QoS = QoS


class Transport(redis.Transport):
    """Kombu's Redis transport for workers that outlive Redis."""

    Channel = Channel
