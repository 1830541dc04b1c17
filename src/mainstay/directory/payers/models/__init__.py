"""Tables of payers."""

from mainstay.directory.payers.models.payer import Identifier, MergeProposal, Payer

__all__ = ["Identifier", "MergeProposal", "Payer"]
