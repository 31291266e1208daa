"""People as the office reads them."""
