from celery.concurrency import get_implementation
from celery.concurrency.asynpool import AsynPool

from evalsite.celery import app
from evalsite.jobs.broker.pool import LOOK, Pool, TaskPool


def test_celerys_prefork_is_ours():
    assert app.conf.worker_pool == "prefork"
    assert get_implementation("prefork") is TaskPool
    assert TaskPool.Pool is Pool


def test_dead_children_are_looked_for_often():
    pool = Pool.__new__(Pool)
    assert list(pool.timers.values()) == [LOOK]
    assert min(AsynPool.timers.fget(pool).values()) > LOOK
