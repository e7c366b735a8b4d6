"""Reporting: figures, tables and sentences from released results, and the documents made of them."""
