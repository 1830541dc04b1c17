"""What must be true of every practice's files."""

from collections.abc import Iterator

from mainstay.foundation.db.invariants import Invariant
from mainstay.foundation.files import store
from mainstay.foundation.files.models import FileObject


def _absent_or_changed(practice_id: int) -> Iterator[str]:
    files = FileObject.objects.for_practice(practice_id).order_by("sha256")
    for sha256, size in files.values_list("sha256", "size").iterator():
        path = store.path_of(sha256)
        if not path.exists():
            yield f"The file {sha256} is noted but not in the store."
        elif path.stat().st_size != size or store.hash_of(sha256) != sha256:
            yield f"The stored file {sha256} was changed on disk."


INVARIANTS = (Invariant("F001", "Every file is kept byte for byte as it came", _absent_or_changed),)
