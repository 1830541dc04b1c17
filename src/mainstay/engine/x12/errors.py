"""The one exception of the engine. Everything milder is a Finding."""


class X12Error(ValueError):
    """The bytes are not X12 at all, or break a limit; or a writer was given unwritable text.

    `code` is for programs, `sentence` for people (it never quotes a value: it ends up in logs),
    `segment` is the 1-based ordinal in the file (0 = none yet), `byte` the offset in the file.
    """

    def __init__(self, code: str, sentence: str, segment: int = 0, byte: int = 0) -> None:
        super().__init__(f"{sentence} (segment {segment}, byte {byte})")
        self.code = code
        self.sentence = sentence
        self.segment = segment
        self.byte = byte
