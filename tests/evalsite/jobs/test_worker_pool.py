from celery.concurrency import get_implementation
from celery.concurrency.asynpool import AsynPool

from evalsite.celery import app
from evalsite.jobs.worker_pool import POLL_SECONDS, EventLoopPool, TaskPool


def test_celery_uses_our_prefork_pool():
    assert app.conf.worker_pool == "prefork"
    assert get_implementation("prefork") is TaskPool
    assert TaskPool.Pool is EventLoopPool


def test_the_pool_polls_for_dead_children():
    pool = EventLoopPool.__new__(EventLoopPool)
    assert list(pool.timers.values()) == [POLL_SECONDS]
    assert min(AsynPool.timers.fget(pool).values()) > POLL_SECONDS
