"""Filed answer sheets: their findings and flags."""
