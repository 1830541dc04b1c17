"""What may be written down about an error. Pure."""

import traceback


def place_of(problem: BaseException) -> str:
    """The type and place of an error. Its message may quote a file, so it is left out."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "mainstay" in frame.filename] or frames
    if not ours:
        return type(problem).__name__
    module = ours[-1].filename.rpartition("mainstay/")[2].rpartition("site-packages/")[2]
    return f"{type(problem).__name__} in {module}:{ours[-1].lineno} ({ours[-1].name})"
