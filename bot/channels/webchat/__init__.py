"""The web chat: `widget.js` on any page, the sessions and the socket behind it, and our own demo page at `/`.

Nobody signs in: a signed session names the conversation, and only the browser that was given it can read or write there.
"""
