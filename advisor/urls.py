"""Which address shows which page."""

from django.urls import path

from advisor import views
from advisor.embed import customize, frame, oembed, script

urlpatterns = [
    path("", views.start, name="start"),
    path("questions/", views.questions, name="questions"),
    path("advice/", views.advice, name="advice"),
    path("advice.json", views.advice_json, name="advice-json"),
    path("advice.pdf", views.advice_pdf, name="advice-pdf"),
    path("cases/", views.cases, name="cases"),
    path("prices/", views.prices, name="prices"),
    path("method/", views.method, name="method"),
    path("embed/", frame.frame, name="embed"),
    path("embed/v<str:version>.js", script.script, name="embed-script"),
    path("embed/card.svg", script.card, name="embed-card"),
    path("embed/customize/", customize.customize, name="embed-customize"),
    path("oembed", oembed.oembed, name="oembed"),
]
handler400 = "advisor.views.bad_request"
handler500 = "advisor.views.failed"
