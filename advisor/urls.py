"""Which address shows which page."""

from django.urls import path

from advisor import views

urlpatterns = [
    path("", views.start, name="start"),
    path("questions/", views.questions, name="questions"),
    path("advice/", views.advice, name="advice"),
    path("advice.json", views.advice_json, name="advice-json"),
    path("advice.pdf", views.advice_pdf, name="advice-pdf"),
    path("prices/", views.prices, name="prices"),
    path("method/", views.method, name="method"),
]
