"""One folder per way a guest reaches us: api, webchat, whatsapp. Each verifies, parses and shows; siblings never meet.

Nothing is decided about the conversation here: a channel hands an `Arrival` to the inbox, and shows what is outgoing
or sends it when the gateway says so.
"""
