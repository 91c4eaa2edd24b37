from tests.evalsite.jobs.processes import fresh_place, site

__all__ = ["fresh_place", "site"]
