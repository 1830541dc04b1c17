"""Forms as the design language draws them: label, help, error, field, tied together."""

from typing import Any

from django import forms


class Form(forms.Form):
    """A form whose fields carry the stylesheet's classes. Draw each with ``parts/_field.html``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Give a form's fields (also of a form that is not ours) their classes."""
    for field in form.fields.values():
        if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            field.widget.attrs.setdefault("class", "input")
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = "Fill this in."


class FilterForm(forms.Form):
    """Filters that live in the URL: all optional, small, and drawn with ``parts/_filters.html``.

    What cannot be read is ignored, so that an old link still opens the page.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.widget.attrs.setdefault("class", "input small")

    def criteria(self) -> dict[str, Any]:
        """The filters that were set and could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
