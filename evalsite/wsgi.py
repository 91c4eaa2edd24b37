"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
application = get_wsgi_application()

# What is loaded now stays to the end; looking through it for garbage ever again took a tenth of an answer's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
