"""Who somebody is: one-time codes, keys and certificates, and the letters by which a device gets its own.

Knows what both ends must agree on; must never know brokers, files, or which clinic it is. Begin with `codes.py`. The
door loads none of them: `certificates.py` brings 15 MB of cryptography, which sync needs once in eight months.
"""

__all__ = ["certificates", "codes", "letters", "validity"]
