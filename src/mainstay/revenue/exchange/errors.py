"""What exchange refuses, as sentences a person can act on."""


class Refused(Exception):
    """A delivery that is not even kept: too big, or not allowed. ``str()`` says why."""


class BadArchive(Exception):
    """An archive that can't be opened safely; it is kept and set aside with this sentence."""
