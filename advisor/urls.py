"""Which address shows which page."""

from django.urls import path

from advisor import compare_views, serving, sharing, views
from advisor.embed import customize, frame, oembed, script
from advisor.production import health

urlpatterns = [
    path("", views.start, name="start"),
    path("questions/", views.questions, name="questions"),
    path("advice/", views.advice, name="advice"),
    path("advice.json", serving.advice_json, name="advice-json"),
    path("advice.md", serving.advice_markdown, name="advice-markdown"),
    path("advice.csv", serving.advice_csv, name="advice-csv"),
    path("advice.pdf", views.advice_pdf, name="advice-pdf"),
    path("cases/", views.cases, name="cases"),
    path("compare/", compare_views.comparison, name="compare"),
    path("compare.json", compare_views.comparison_json, name="compare-json"),
    path("compare.pdf", compare_views.comparison_pdf, name="compare-pdf"),
    path("api/", serving.reference, name="api"),
    path("api/v1/openapi.json", serving.description, name="openapi"),
    path("api/v1/<str:name>", serving.endpoint, name="api-endpoint"),
    path("api/<path:rest>", serving.missing),
    path("prices/", views.prices, name="prices"),
    path("method/", views.method, name="method"),
    path("card.png", sharing.card, name="card"),
    path("robots.txt", sharing.robots, name="robots"),
    path("sitemap.xml", sharing.sitemap, name="sitemap"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("embed/", frame.frame, name="embed"),
    path("embed/v<str:version>.js", script.script, name="embed-script"),
    path("embed/card.svg", script.card, name="embed-card"),
    path("embed/customize/", customize.customize, name="embed-customize"),
    path("oembed", oembed.oembed, name="oembed"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("version", health.version, name="version"),
]
handler400 = "advisor.views.bad_request"
handler500 = "advisor.views.failed"
