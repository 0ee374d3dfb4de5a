"""The documents as a site: ``sphinx-build -W docs site``; `index.md` orders the pages."""

from importlib import metadata

project = "rtqa"
author = "the authors of rtqa"
release = metadata.version("rtqa")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["refresh_*", "images/*.py"]
html_theme = "furo"
html_title = "rtqa"
html_copy_source = False

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
napoleon_use_ivar = True

# Blocks such as csv, which nothing colours; pages that no list leads to yet are found by the search.
suppress_warnings = ["misc.highlighting_failure", "toc.not_included"]
