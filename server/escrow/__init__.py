"""Escrow files: what tablets have not sent, carried by anybody, opened here."""
