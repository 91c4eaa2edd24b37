"""How gunicorn serves the site on a laptop."""

import os
from typing import Any

from evalsite.orphan import end_with_parent

# Threads, since requests wait for the database and videos are sent slowly; measured best of five kinds of server.
worker_class = "gthread"
workers = 2
threads = 8
# Longer than a clip: the browser keeps its connection from video to video.
keepalive = 75
graceful_timeout = 3
# Its socket would lie in the home folder, which a service may not write to.
control_socket_disable = True
PARENT = os.getppid()


def on_starting(_server: Any) -> None:
    """End with `up`."""
    end_with_parent(PARENT)
