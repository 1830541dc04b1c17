"""Where the thing an item is about can be looked at."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

PAGES = {
    "file": ("inbox-file", "Open the file"),
    "batch": ("inbox-batch", "Open the files"),
    "claim": ("claim", "Open the claim"),
    "remit": ("remit-by-key", "Open the remittance"),
    "claim_payment": ("remit-by-key", "Open the payment"),
    "denial": ("denial-by-payment", "Open the denial"),
    "quality_review": ("quality-review", "Open the review"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A link to what an item is about; ``url`` is empty where it has no page."""

    url: str
    act: str


def subject_of(kind: str, key: str) -> Subject:
    """The page of what an item is about, by its kind and its public id or key."""
    url_name, act = PAGES.get(kind, ("", ""))
    try:
        return Subject(reverse(url_name, args=[key]), act) if url_name else Subject("", "")
    except NoReverseMatch:
        return Subject("", "")
