"""The order of the stages: samples in, readings and records out, live and offline alike.

Knows which stage follows which; must never know where samples come from or where records go. Begin with `pipeline.py`.
"""

from device.analysis.blocks import Blocks
from device.analysis.offline import analysed
from device.analysis.pipeline import Analysed, Pipeline
from device.analysis.watched_exercise import WatchedExercise

# `page` and `report` are not imported here: the recorder shows nobody anything.
__all__ = ["Analysed", "Blocks", "Pipeline", "WatchedExercise", "analysed", "page", "report"]
