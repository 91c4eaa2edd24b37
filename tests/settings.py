"""The site's settings for tests: everything it keeps goes to a folder that the run owns, never to `var/`."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "FACESTUDY_STATE" not in os.environ:
    os.environ["FACESTUDY_STATE"] = tempfile.mkdtemp(prefix="facestudy-tests-")
    atexit.register(shutil.rmtree, os.environ["FACESTUDY_STATE"], ignore_errors=True)

from evalsite.settings import *  # noqa: F403 - reads the state folder
from evalsite.settings import DATABASES, PASSWORD_HASHERS, STATE

if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    # A file, since threads and processes share it; not fsynced, since nobody needs it after the run.
    DATABASES["default"]["TEST"] = {"NAME": Path(STATE) / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
else:
    # Threads of a test's live server come and go; what they leave connected would pile up.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

# Argon2 is slow on purpose: tests only verify the hashes that the site saved, and save their own by MD5.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
