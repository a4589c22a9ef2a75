"""Questions as crispy renders them, each rendered once: rendering is nine tenths of what a step of the form costs."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django.conf import settings
from django.utils.safestring import SafeString

MOST = 5_000
"""Fragments that are kept; there are fewer: question x option x where it stands x edition."""
_rendered: dict[tuple[Any, ...], SafeString] = {}


class Remembered(Field):
    """A question, or the hidden input of an answered one: rendered once, but each time where it has errors."""

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        """The HTML of the field; everything in `plain/field.html` that can differ is in the key."""
        (name,) = self.fields
        if settings.DEBUG or form.has_error(name):
            return super().render(form, context, *args, **kwargs)
        stands = (bool(context.get("swap")), bool(context.get("start")), form.every)
        key = (form.query.model.edition, name, str(form.data.get(name)), form[name].is_hidden, stands)
        found = _rendered.get(key)
        if found is None:
            found = super().render(form, context, *args, **kwargs)
            if len(_rendered) < MOST:
                _rendered[key] = found
        return found
