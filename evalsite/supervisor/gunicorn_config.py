"""gunicorn's configuration for a site that `up` starts (gunicorn reads this module)."""

import os
from typing import Any

from evalsite.processes import terminate_with_parent

# Threads, since requests wait for the database and videos are sent slowly; the fastest of the five kinds measured.
worker_class = "gthread"
workers = 2
threads = 8
# Longer than a clip: the browser keeps its connection from video to video.
keepalive = 75
graceful_timeout = 3
# Its socket would be in the home folder, which a service may not write to.
control_socket_disable = True
PARENT = os.getppid()


def on_starting(_server: Any) -> None:
    """Terminate together with `up`."""
    terminate_with_parent(PARENT)
