"""The configuration of a small site; the theme is chosen on the command line."""

project = "Harbour"
author = "The platform team"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_context = {"default_mode": "light"}  # the pydata theme complains on the console where it is missing
latex_documents = [("index", "harbour.tex", project, author, "manual")]
man_pages = [("index", "harbour", project, [author], 7)]
epub_show_urls = "no"
# K8S-ADVISOR
