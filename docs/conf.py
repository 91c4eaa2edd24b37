"""The documentation site: `make docs` builds it into build/docs."""

import logging
import sys
from pathlib import Path

from jinja2 import FileSystemLoader
from jinja2.sandbox import SandboxedEnvironment
from numpydoc import docscrape_sphinx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import program_reference  # noqa: E402 - lies beside this file

logging.getLogger("OpenGL").setLevel(logging.WARNING)
# numpydoc compiles its template anew for every docstring, a quarter of the time of the build; here it does so once.
templates = SandboxedEnvironment(loader=FileSystemLoader(Path(docscrape_sphinx.__file__).parent / "templates"))
docscrape_sphinx.SandboxedEnvironment = lambda **_: templates

project = "Facestudy"
copyright = "the Facestudy developers, MIT licence"  # noqa: A001 - Sphinx's name
extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.apidoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
]
exclude_patterns = ["measured/figures", "api/*/modules.rst"]

html_theme = "furo"
html_title = "Facestudy"
html_static_path: list[str] = []
html_show_sphinx = False

myst_enable_extensions = ["deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_inherit_docstrings = False
autodoc_mock_imports = ["pyrender", "OpenGL"]  # they need a library that a machine may lack
autodoc_default_options = {"members": True, "undoc-members": False, "show-inheritance": True}
numpydoc_show_class_members = False
apidoc_modules = [
    {
        "path": f"../{package}",
        "destination": f"api/{package}",
        "module_first": True,
        "separate_modules": False,
        "implicit_namespaces": False,
        "exclude_patterns": ["**/__main__.py", "**/scripts/*", "**/arrays.py"],
    }
    for package in ("face", "synthesis", "renderer", "training", "analysis")
]


def setup(app) -> None:  # noqa: ANN001 - a Sphinx application
    """Write the pages that the program itself knows best, before Sphinx reads the others."""
    app.connect(
        "builder-inited", lambda _app: program_reference.write(Path(__file__).parent / "reference" / "generated")
    )
