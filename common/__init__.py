"""The floor: settings, clock, ids, log, database, money, languages, secrets.

Nothing of the hotel business or of a vendor lives here; every other room may import it, it imports none of them.
"""
