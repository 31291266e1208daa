"""Ordered changes of the schema (Alembic through Flask-Migrate), for SQLite and PostgreSQL."""
