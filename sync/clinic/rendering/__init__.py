"""Pictures of charts, drawn in a process of their own: it begins when it is needed and ends when nobody draws.

Knows processes, and what is to be drawn as a value; must never know what a chart shows. Begin with `renderer.py`.
`process.py` is the other process, and the only one with Altair and V8.
"""

from sync.clinic.rendering.renderer import RENDERER, Renderer

__all__ = ["RENDERER", "Renderer"]
