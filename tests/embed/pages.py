"""Pages of a host, for what the documentation tools do not do by themselves."""

from tests.embed.building import universal_line

TALL = '<p style="height: 1500px">A long text.</p>'


def page(advisor, body=None, *, script="v1.js", head="", before="", after="", css=""):
    """A page of a host with a questionnaire, by default the universal line and the site script."""
    body = universal_line(advisor) if body is None else body
    loader = f'<script src="{advisor}/embed/{script}" async></script>' if script else ""
    style = f"<style>{css}</style>" if css else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title>{head}{style}{loader}</head>'
        f"<body>{before}{body}{after}</body></html>"
    )


def element(attributes="", link="https://advisor.test/"):
    """The custom element."""
    return f'<k8s-advisor {attributes}><a href="{link}">Do you need Kubernetes?</a></k8s-advisor>'
