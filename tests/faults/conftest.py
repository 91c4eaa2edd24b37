from tests.evalsite.jobs.processes import fresh_state, site

__all__ = ["fresh_state", "site"]
