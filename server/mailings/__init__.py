"""Questionnaires on paper: who is sent one, and what came back."""
