"""WhatsApp through Meta's Cloud API: its webhooks in, our replies out. `simulator/` is a pretended Graph API.

Everything Meta says and wants is known here alone; the gateway sees arrivals, statuses and a sender.
"""
