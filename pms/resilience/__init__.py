"""Layers between the front desk and an adapter, each a connector around a connector. `pms.factory` puts them in order."""
