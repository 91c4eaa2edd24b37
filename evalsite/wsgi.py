"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
application = get_wsgi_application()

# Objects loaded by now live until the end; scanning them for garbage again and again took 10 % of response time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
