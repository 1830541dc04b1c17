"""Tables of patients."""

from mainstay.frontoffice.patients.models.patient import Identifier, MergeProposal, Patient

__all__ = ["Identifier", "MergeProposal", "Patient"]
