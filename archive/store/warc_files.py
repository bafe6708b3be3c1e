"""Which file in `warc/` a name means, and how it is opened: the one door to the files that rows name.

A name in a row is a claim. It is a bare name of a WARC file or it is refused, and what is opened is a regular file that
lies in the directory itself: no link, no pipe, no device.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO, TypeGuard

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
WARC_ENDINGS = (".warc", ".warc.gz")


class UnsafeFileError(OSError):
    """A name that is no bare name of a WARC file, or something under it that is no regular file."""


def is_warc_name(name: object) -> TypeGuard[str]:
    """Whether a value of a row is a bare name of a WARC file."""
    return isinstance(name, str) and bool(_NAME.fullmatch(name)) and name.endswith(WARC_ENDINGS)


def warc_names(directory: Path) -> list[str]:
    """Names of the WARC files in a directory, sorted; what is no regular file or has no such name is not among them."""
    if not directory.is_dir():
        return []
    with os.scandir(directory) as entries:
        return sorted(e.name for e in entries if is_warc_name(e.name) and e.is_file(follow_symlinks=False))


def open_warc(directory: Path, name: object, *, write: bool = False) -> BinaryIO:
    """A WARC file of a directory, for reading, or for reading and cutting (`write`).

    :raises UnsafeFileError: the name is no bare name, or no regular file stands there.
    :raises OSError: there is no such file, or no access.
    """
    if not is_warc_name(name):
        raise UnsafeFileError(f"{str(name)[:120]!r} is not the name of a WARC file")
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return open_regular(name, write=write, dir_fd=folder)
    finally:
        os.close(folder)


def open_regular(path: str | Path, *, write: bool = False, dir_fd: int | None = None) -> BinaryIO:
    """A regular file, its last part never followed if it is a link; a pipe does not make it wait.

    :raises UnsafeFileError: it is a link, or no regular file.
    """
    flags = (os.O_RDWR if write else os.O_RDONLY) | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, dir_fd=dir_fd)
    except ValueError as error:  # a NUL in the path
        raise UnsafeFileError(f"{str(path)!r} is no path") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnsafeFileError(f"{path} is a link, and links are not followed") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnsafeFileError(f"{path} is no regular file")
    return os.fdopen(handle, "r+b" if write else "rb")


def remove_warc(directory: Path, name: object) -> None:
    """Delete a WARC file of a directory; nothing where there is none. What has no such name is left alone."""
    if is_warc_name(name):
        (directory / name).unlink(missing_ok=True)
