"""Whether a second is tremor.

Knows spectra and thresholds; must never know episodes. `features.py` measures a window, `verdict.py` judges it.
"""
