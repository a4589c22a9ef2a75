"""The widget: the questionnaire on other people's pages."""
