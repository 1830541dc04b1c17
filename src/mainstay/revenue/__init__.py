"""From the charge to the bank: files, charges, claims, receipts, remittances, denials."""
