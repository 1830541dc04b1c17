"""Pages of revenue: files, claims, remittances, denials."""
