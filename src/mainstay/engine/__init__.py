"""What is true of billing anywhere: pure Python without Django, database, clock or network.

``money`` (whole cents), ``worktime`` (business days and hours), ``codes`` (code tables),
``x12`` (HIPAA EDI), ``edits``, ``posting`` (adjudication to movements of money), ``pricing``,
``measures`` (the formula of every metric, once).
"""
