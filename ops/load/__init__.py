"""Guests on WhatsApp, many at once: how quickly they are acknowledged and answered, and what that costs."""
