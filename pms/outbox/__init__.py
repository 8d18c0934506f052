"""Writes that are never lost or doubled: the intent is kept first, performed by one function, settled with its evidence.

`perform.py` is that function; the front desk calls it while the guest waits, `worker.py` calls it afterwards.
"""
