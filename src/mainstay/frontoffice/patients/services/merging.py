"""Take two patients for one, or say that they are two; either can be undone."""

from django.db import transaction

from mainstay.foundation.audit import services as audit
from mainstay.foundation.tenancy import Actor
from mainstay.frontoffice.patients.models import MergeProposal, Patient


def merge(proposal_id: int, *, by: Actor) -> None:
    """Let the right patient of the proposal point at the left one. No other row changes.

    Raises:
        MergeProposal.DoesNotExist: no such proposal in the actor's practice.
    """
    _decide(proposal_id, "merged", by=by)


def keep_apart(proposal_id: int, *, by: Actor) -> None:
    """Say that the two are two, also if they were merged before.

    Raises:
        MergeProposal.DoesNotExist: no such proposal in the actor's practice.
    """
    _decide(proposal_id, "apart", by=by)


def _decide(proposal_id: int, state: str, *, by: Actor) -> None:
    with transaction.atomic(durable=True):
        proposal = MergeProposal.objects.for_actor(by).get(pk=proposal_id)
        into = proposal.left_id if state == "merged" else None
        Patient.objects.for_actor(by).filter(pk=proposal.right_id).update(merged_into=into)
        proposal.state = state
        proposal.save(update_fields=["state"])
        audit.record(
            by,
            f"patients.{state}",
            patient_ids=[proposal.left_id, proposal.right_id],
            object_kind="merge_proposal",
            object_key=str(proposal_id),
        )
