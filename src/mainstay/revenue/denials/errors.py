"""What denials refuse. Nothing was changed."""


class DenialRefusal(Exception):
    """Nothing was changed; the sentence says why and how to go on."""


class NoSuchDenial(DenialRefusal):
    """There is none of this id in the practice."""

    def __init__(self) -> None:
        super().__init__("There is no such denial in this practice.")


class ChangedMeanwhile(DenialRefusal):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this denial meanwhile; look at it again.")


class AlreadyAppealed(DenialRefusal):
    """One letter for each level."""

    def __init__(self, level_name: str) -> None:
        super().__init__(f"An appeal at this level ({level_name}) was sent already.")


class FieldsMissing(DenialRefusal):
    """The letter still has gaps; ``fields`` are their names as people read them."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(
            f"The letter does not say {', '.join(fields)} yet. Fill the gap in, or take the "
            "sentence out."
        )
        self.fields = fields


class NotOpenAtPayer(DenialRefusal):
    """The payer owes less on the charge than was to be given up."""

    def __init__(self, amount: str) -> None:
        super().__init__(
            f"Only {amount} is open with the payer on this charge; no more can be written off."
        )


class SamePerson(DenialRefusal):
    """A write-off above the limit needs two people."""

    def __init__(self) -> None:
        super().__init__("You asked for this write-off; somebody else has to decide it.")


class NotUndoable(DenialRefusal):
    """The act cannot be taken back, or something followed it."""

    def __init__(self) -> None:
        super().__init__("This can't be undone any more: something followed it.")
