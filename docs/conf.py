"""The documentation site: `make docs` builds it into build/docs."""

import logging
import sys
from pathlib import Path
from types import GenericAlias
from typing import Any

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
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

default_role = "code"  # docstrings write code in single backticks
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
        "max_depth": 1,
        "separate_modules": False,
        "implicit_namespaces": False,
        "exclude_patterns": ["**/__main__.py", "**/scripts/*"],
    }
    for package in ("face", "synthesis", "renderer", "training", "analysis")
]


def skip_aliases(_app: Any, _kind: str, _name: str, member: object, *_: Any) -> bool | None:
    """Leave out aliases such as `dict[str, int]`: autodoc takes them for functions and fails at their signature."""
    return True if isinstance(member, GenericAlias) else None


def setup(app) -> None:  # noqa: ANN001 - a Sphinx application
    """Write the generated pages before Sphinx reads the others."""
    app.connect("autodoc-skip-member", skip_aliases)
    app.connect(
        "builder-inited", lambda _app: program_reference.write(Path(__file__).parent / "reference" / "generated")
    )
