"""What a person confirms, dismisses or overrides."""
