from tests.evalsite.jobs.processes import site, site_template

__all__ = ["site", "site_template"]
