from tests.bot.gateway.conftest import house, rasa

__all__ = ["house", "rasa"]
