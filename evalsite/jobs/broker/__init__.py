"""Between site and workers: how Celery's messages travel by Redis or by files, and how its children are watched."""
