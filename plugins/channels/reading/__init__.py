"""What the dialects share: how bytes become records, and cells become typed values."""
