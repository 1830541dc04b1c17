"""Every byte received or sent, kept once under its hash (RELIABILITY 4).

Others use ``services.keep`` to put bytes into the store and note that a practice has them, and
``store.open_file``, ``store.open_bytes`` and ``store.path_of`` to read them back by hash.
"""
