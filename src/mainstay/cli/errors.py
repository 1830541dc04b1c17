"""What a command says when it can't go on."""


class CommandError(Exception):
    """What went wrong, as a sentence for the person at the keyboard."""
