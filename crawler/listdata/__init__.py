"""Rows, JavaScript literals and requests that lists are made of; shared by discovery and the families."""
