"""X12: read, write and check HIPAA EDI. Knows segments and guides; not practices, not today."""

from mainstay.engine.x12.acknowledging import acknowledge, acknowledgements
from mainstay.engine.x12.acknowledging_claims import (
    acknowledge_claims,
    claim_acknowledgements,
)
from mainstay.engine.x12.comparing import Difference, diff
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.document import Document, SetSpan
from mainstay.engine.x12.errors import X12Error
from mainstay.engine.x12.json_lines import from_json, to_json
from mainstay.engine.x12.masking import mask
from mainstay.engine.x12.reading import check, read
from mainstay.engine.x12.records import (
    Address,
    Adjustment,
    BatchStatus277,
    Claim837,
    ClaimPayment835,
    ClaimStatus277,
    Finding,
    GroupAck999,
    InterchangeAck,
    LineAdjudication,
    OtherPayer,
    Party,
    Position,
    ProviderAdjustment,
    Record,
    Remit835,
    RemitEnd835,
    SegmentError,
    ServiceLine,
    ServicePayment,
    SetAck999,
    Status277,
    TransactionEnd,
    TransactionStart,
)
from mainstay.engine.x12.splitting import split
from mainstay.engine.x12.writer import Group, TransactionSet, clean, segment, write_interchange
from mainstay.engine.x12.writers.base import Contact
from mainstay.engine.x12.writing import Envelope, write

__all__ = [
    "Address",
    "Adjustment",
    "BatchStatus277",
    "Claim837",
    "ClaimPayment835",
    "ClaimStatus277",
    "Contact",
    "Delimiters",
    "Difference",
    "Document",
    "Envelope",
    "Finding",
    "Group",
    "GroupAck999",
    "InterchangeAck",
    "LineAdjudication",
    "OtherPayer",
    "Party",
    "Position",
    "ProviderAdjustment",
    "Record",
    "Remit835",
    "RemitEnd835",
    "SegmentError",
    "ServiceLine",
    "ServicePayment",
    "SetAck999",
    "SetSpan",
    "Status277",
    "TransactionEnd",
    "TransactionSet",
    "TransactionStart",
    "X12Error",
    "acknowledge",
    "acknowledge_claims",
    "acknowledgements",
    "check",
    "claim_acknowledgements",
    "clean",
    "diff",
    "from_json",
    "mask",
    "read",
    "segment",
    "split",
    "to_json",
    "write",
    "write_interchange",
]
