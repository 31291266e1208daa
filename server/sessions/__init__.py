"""Sessions of the salons as the office reads them."""
