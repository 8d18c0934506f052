"""One folder per hotel system; siblings never meet. `pms.factory` finds them by their `manifest.yml`."""
