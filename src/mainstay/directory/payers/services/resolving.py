"""Find the payers that files name, or note new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.directory.payers.models import Identifier, MergeProposal, Payer
from mainstay.foundation.tenancy.identifying import Named, Register


@dataclass(frozen=True, slots=True)
class PayerAsNamed:
    """A payer as a file names it; ``ids`` are (qualifier, value), such as ("PI", "60054")."""

    name: str
    source: str
    ids: tuple[tuple[str, str], ...] = ()


class Payers:
    """The payers of one practice, for the time of one file's part."""

    def __init__(self, practice_id: int) -> None:
        self._practice_id = practice_id
        self._register = Register(practice_id, Payer, Identifier, "payer")

    def resolve(self, payers: Sequence[PayerAsNamed]) -> list[int]:
        """The ids of these payers, in order. Two that seem to be one are proposed for merging.

        A payer without any id is known by its name.
        """
        found = self._register.resolve([_named(payer) for payer in payers])
        propose(self._practice_id, self._register.pairs, reason="One file names both by one payer.")
        self._register.pairs.clear()
        return found


def propose(practice_id: int, pairs: set[tuple[int, int]], *, reason: str) -> None:
    """Ask a person whether two payers are one; each pair is asked once."""
    MergeProposal.objects.bulk_create(
        [
            MergeProposal(practice_id=practice_id, left_id=left, right_id=right, reason=reason)
            for left, right in sorted(pairs)
        ],
        ignore_conflicts=True,
    )


def _named(payer: PayerAsNamed) -> Named:
    name = " ".join(payer.name.split()) or "Payer without a name"
    ids = tuple(
        (qualifier, value.strip().upper()) for qualifier, value in payer.ids if value.strip()
    )
    return Named(
        ids=ids or (("NAME", name.upper()[:80]),),
        columns={"name": name[:120]},
        source=payer.source,
    )
