"""Tables of files."""

from mainstay.foundation.files.models.file_object import FileObject

__all__ = ["FileObject"]
