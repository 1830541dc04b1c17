"""What every wing stands on. Django from here up."""
