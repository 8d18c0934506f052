"""Pretend servers, one per vendor, written from what the vendor's system really answers.

They import nothing of the rest of `pms`, so that they can disagree with it.
"""
