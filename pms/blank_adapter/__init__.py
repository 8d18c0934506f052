"""The files a new vendor starts from, as text, and what writes them.

What they make passes the contract suite or skips it honestly: everything is declared impossible until it is written.
The door is `writing.py`; `posada pms new-adapter NAME` calls it.
"""
