"""Starts ministack, the AWS emulator, with what this pipeline needs and ministack lacks.

Every change to it is one function here, with the reason. ministack is pinned; where a change no longer fits its code,
the start fails instead of going on without it.
"""

from ministack import app


def bind_only_our_port() -> None:
    """Under TLS ministack also takes port 443 where it may. Nobody asked for it, and two emulators would fight over it."""
    assert callable(app._port_is_bindable)
    app._port_is_bindable = lambda host, port: False


if __name__ == "__main__":
    bind_only_our_port()
    app.main()
