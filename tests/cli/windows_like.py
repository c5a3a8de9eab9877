"""Runs `mvg` as on Windows, as far as that can be had without it. Its arguments are those of `mvg`.

The program, and no library, sees a Python that says `win32`: without the modules and names that CPython lacks there,
with `msvcrt` and the calls of kernel32 and user32 that it makes. The files are those of this system, but longer paths
than 259 characters need the prefix `\\\\?\\`, names that Windows does not take are refused, an existing name is never
renamed over, a folder is not opened, and a file that is open is neither renamed nor removed. `CLIPBOARD` names the
file that is the clipboard. Worker processes are started as on Windows, and import this module first.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import fcntl
import importlib
import json
import ntpath
import os
import re
import shutil
import signal
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from urllib.parse import quote, unquote

MODULES: Final = ("grp", "pwd", "termios", "tty", "pty", "syslog", "curses", "readline", "crypt", "spwd")
"""Missing for the libraries too."""
UNIX_MODULES: Final = (*MODULES, "fcntl", "resource")
OS_NAMES: Final = frozenset((
    "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "fork", "forkpty", "setsid", "getuid", "geteuid", "getgid",
    "getegid", "chown", "fchown", "lchown", "fchmod", "mkfifo", "mknod", "killpg", "getpgid", "setpgid", "getpgrp",
    "nice", "getpriority", "setpriority", "sched_getaffinity", "sched_setaffinity", "sched_yield", "statvfs",
    "fstatvfs", "pread", "pwrite", "posix_fadvise", "posix_fallocate", "sync", "fdatasync", "uname", "getloadavg",
    "openpty", "ttyname", "wait", "wait3", "wait4", "waitid", "sysconf", "confstr", "sendfile", "WNOHANG", "WIFEXITED",
    "copy_file_range", "memfd_create", "eventfd", "pidfd_open", "getresuid", "initgroups", "setuid", "setgid",
))  # fmt: skip
SIGNAL_NAMES: Final = frozenset((
    "SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGCHLD", "SIGSTOP", "SIGCONT", "SIGQUIT",
    "SIGIO", "alarm", "setitimer", "getitimer", "ITIMER_REAL", "pthread_sigmask", "sigwait", "pause", "siginterrupt",
))  # fmt: skip
VARIABLES: Final = ("USER", "LOGNAME", "LNAME", "USERNAME", "HOME", "TZ")
LONGEST: Final = 259
PREFIX: Final = "\\\\?\\"
_REFUSED_NAME: Final = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
_SHARING_VIOLATION: Final = 32
_OFD: Final = "hhqqi0q"


class Stripped(ModuleType):
    """A module as the program sees it: without some names, and with others in their place."""

    def __init__(self, real: ModuleType, without: frozenset[str] = frozenset(), **instead: Any) -> None:
        super().__init__(real.__name__)
        vars(self).update(_real=real, _without=without, **instead)

    def __getattr__(self, name: str) -> Any:
        if name in vars(self)["_without"]:
            raise AttributeError(f"Windows has no {self.__name__}.{name}")
        return getattr(vars(self)["_real"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(vars(self)["_real"], name, value)


# -- the file system ---------------------------------------------------------------------------------------------------


def _taken(path: Any, new: bool = False) -> Any:
    """The path on this system. Raises `OSError` for one that Windows does not take."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return path  # a descriptor
    written: str = os.fsdecode(path)
    prefixed = PREFIX in written
    if prefixed:
        assert isinstance(path, os.PathLike) or "/" not in written, "no slash is taken behind the prefix"
        written = written.rpartition(PREFIX)[2].replace("\\", "/")
    if not prefixed and len(os.path.abspath(written)) > LONGEST:
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified")
    if new and _REFUSED_NAME.search(os.path.basename(written)):
        raise OSError(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect")
    return os.fsencode(written) if isinstance(path, bytes) else written


def _held() -> PermissionError:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = _SHARING_VIOLATION  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
    return error


def _check_not_open(path: str) -> None:
    whole = os.path.realpath(path)
    for number in _REAL["listdir"]("/proc/self/fd"):
        try:
            held = _REAL["readlink"](f"/proc/self/fd/{number}")
        except OSError:
            continue
        if held == whole:
            raise _held()


_REAL: Final[dict[str, Callable[..., Any]]] = {
    name: getattr(os, name)
    for name in ("open", "stat", "lstat", "mkdir", "rmdir", "rename", "replace", "unlink", "remove", "link", "scandir",
                 "listdir", "utime", "access", "chmod", "readlink", "fsync")
}  # fmt: skip


def _on_path(name: str, new: bool = False) -> Callable[..., Any]:
    return lambda path=".", *rest, **named: _REAL[name](_taken(path, new), *rest, **named)


def _mode(path: str) -> int:
    """The mode of a path of this system; 0 where there is none."""
    try:
        return int(_REAL["lstat"](path).st_mode)
    except OSError:
        return 0


def _open(path: Any, flags: int, *rest: Any, **named: Any) -> Any:
    path = _taken(path, bool(flags & os.O_CREAT))
    if stat.S_ISDIR(_mode(path)) and flags & os.O_TMPFILE != os.O_TMPFILE:
        raise PermissionError(errno.EACCES, "Permission denied")
    return _REAL["open"](path, flags, *rest, **named)


def _unlink(path: Any, **named: Any) -> Any:
    path = _taken(path)
    if not os.path.basename(path).startswith("pym-"):  # the shared memory of multiprocessing, which is no file there
        _check_not_open(path)
    return _REAL["unlink"](path, **named)


def _moved(name: str) -> Callable[..., Any]:
    def move(source: Any, target: Any) -> Any:
        source, target = _taken(source), _taken(target, new=True)
        if name == "rename" and _mode(target):
            raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists")
        for path in (source, target):
            _check_not_open(path)
        return _REAL[name](source, target)

    return move


def _fsync(descriptor: int) -> Any:
    if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, "Bad file descriptor")
    return _REAL["fsync"](descriptor)


def _change_path_names() -> None:
    """Lets `os.path` take names with the prefix apart, as it does on Windows."""
    import posixpath

    def chosen(name: str) -> Callable[..., Any]:
        real, other = getattr(posixpath, name), getattr(ntpath, name)
        return lambda path, *rest: (other if PREFIX in os.fsdecode(path) else real)(path, *rest)

    for name in ("join", "dirname", "basename"):
        setattr(posixpath, name, chosen(name))


def _change_files() -> None:
    """Lets every call of Python on a path know the rules of Windows, in the libraries too."""
    for name in ("stat", "lstat", "rmdir", "scandir", "listdir", "utime", "access", "chmod"):
        setattr(os, name, _on_path(name))
    os.mkdir = _on_path("mkdir", new=True)
    os.open, os.rename, os.replace = _open, _moved("rename"), _moved("replace")
    os.unlink = os.remove = _unlink
    opened = builtins.open

    def open_stream(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        return opened(_taken(file, "r" not in mode), mode, *rest, **named)

    builtins.open = open_stream
    import io
    import sqlite3

    io.open = open_stream
    connect = sqlite3.connect

    def connect_to(name: Any, *rest: Any, uri: bool = False, **named: Any) -> Any:
        if uri:
            path, way = name.removeprefix("file:").split("?")
            return connect(f"file:{quote(_taken(unquote(path)))}?{way}", *rest, uri=True, **named)
        return connect(_taken(name), *rest, **named)

    sqlite3.connect = connect_to  # type: ignore[assignment]  # a function with fewer overloads


# -- what Windows has and this system lacks ----------------------------------------------------------------------------


_positions: Final[dict[int, int]] = {}
"""Where descriptors are that were moved farther than a file of this system can be."""


def _lseek(descriptor: int, at: int, whence: int) -> int:
    if at > 1 << 50:
        _positions[descriptor] = at
        return at
    _positions.pop(descriptor, None)
    return os.lseek(descriptor, at, whence)


def _lock(descriptor: int, _mode: int, length: int) -> None:
    """`msvcrt.locking`: the lock of an open file, which its own process cannot take twice either."""
    at = _positions.get(descriptor) or os.lseek(descriptor, 0, os.SEEK_CUR)
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_OFD, fcntl.F_WRLCK, os.SEEK_SET, at, length, 0))


def _create_file(path: str, *_: Any) -> int | None:
    """`CreateFileW` for reading, shared with readers alone: refused while another program writes."""
    descriptor = _REAL["open"](_taken(path), os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return ctypes.c_void_p(-1).value
    finally:
        os.close(descriptor)
    return 1


class Clipboard:
    """The clipboard in a file: its formats with their content, as `SetClipboardData` got them."""

    def __init__(self) -> None:
        self._memory: dict[int, Any] = {}
        self._names: list[str] = []

    @property
    def _file(self) -> Path:
        return Path(os.environ["CLIPBOARD"])

    def read(self) -> dict[str, str]:
        return dict(json.loads(self._file.read_text("utf-8"))) if self._file.exists() else {}

    def empty(self) -> int:
        self._file.write_text("{}", "utf-8")
        return 1

    def register(self, name: str) -> int:
        self._names.append(name)
        return 0xC000 + len(self._names) - 1

    def allocate(self, _flags: int, size: int) -> int:
        memory = ctypes.create_string_buffer(size)
        self._memory[ctypes.addressof(memory)] = memory
        return ctypes.addressof(memory)

    def put(self, number: int, address: int) -> int:
        name = self._names[number - 0xC000] if number >= 0xC000 else "text"
        data = bytes(self._memory[address])
        content = data.decode("utf-16-le").removesuffix("\0") if name == "text" else data.hex()
        self._file.write_text(json.dumps({**self.read(), name: content}), "utf-8")
        return 1


def _libraries() -> dict[str, SimpleNamespace]:
    """The calls of Windows that the program makes, as functions that take the settings of `ctypes`."""
    board = Clipboard()

    def function(act: Callable[..., Any]) -> Callable[..., Any]:
        """The same with settings of its own (`restype`), which methods and builtins cannot have."""

        def call(*arguments: Any) -> Any:
            return act(*arguments)

        return call

    return {
        "kernel32": SimpleNamespace(
            CreateFileW=function(_create_file), CloseHandle=function(bool), GlobalAlloc=function(board.allocate),
            GlobalLock=function(int), GlobalUnlock=function(bool), GlobalFree=function(bool),
        ),
        "user32": SimpleNamespace(
            CreateWindowExW=lambda *_: 1, DestroyWindow=function(bool), OpenClipboard=function(bool),
            CloseClipboard=lambda: 1, EmptyClipboard=board.empty, SetClipboardData=function(board.put),
            RegisterClipboardFormatW=function(board.register),
        ),
    }  # fmt: skip


def _pyperclip() -> ModuleType:
    """`pyperclip` on this clipboard."""
    module = ModuleType("pyperclip")
    error = type("PyperclipException", (RuntimeError,), {})
    vars(module).update(
        paste=lambda: Clipboard().read().get("text", ""), PyperclipException=error,
        PyperclipWindowsException=type("PyperclipWindowsException", (error,), {}),
        PyperclipTimeoutException=type("PyperclipTimeoutException", (error,), {}),
    )  # fmt: skip
    return module


# -- the program -------------------------------------------------------------------------------------------------------


def become_windows() -> None:
    """From now on the program is imported as on Windows. Libraries keep what this system has, but for `MODULES`."""
    libraries = _libraries()
    seen: dict[str, ModuleType] = {
        "os": Stripped(os, OS_NAMES, name="nt", fsync=_fsync, lseek=_lseek),
        "signal": Stripped(signal, SIGNAL_NAMES),
        "sys": Stripped(sys, platform="win32"),
        "msvcrt": Stripped(ModuleType("msvcrt"), locking=_lock, LK_NBLCK=2),
        "ctypes": Stripped(
            ctypes, WinDLL=lambda name, *_, **__: libraries[name], get_last_error=lambda: _SHARING_VIOLATION,
            wintypes=importlib.import_module("ctypes.wintypes"),
        ),
    }  # fmt: skip
    if "CLIPBOARD" in os.environ:
        seen["pyperclip"] = _pyperclip()
    real = builtins.__import__

    def imported(
        name: str, globals_: Any = None, locals_: Any = None, fromlist: Any = (), level: int = 0
    ) -> ModuleType:
        if not level and str((globals_ or {}).get("__name__", "")).partition(".")[0] == "converter":
            if name in UNIX_MODULES:
                raise ModuleNotFoundError(f"Windows has no module {name}", name=name)
            if name in seen:
                return seen[name]
        return real(name, globals_, locals_, fromlist, level)

    shutil._use_fd_functions = False  # type: ignore[attr-defined]  # it opens no folder there
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # it cannot be imported then
    for name in VARIABLES:
        os.environ.pop(name, None)
    _change_files()
    _change_path_names()
    builtins.__import__ = imported  # type: ignore[assignment]  # its arguments are by position alone


if __name__ in ("__main__", "__mp_main__"):
    for library in ("multiprocessing.popen_spawn_posix", "tempfile"):  # they need what the libraries lose
        importlib.import_module(library)
    become_windows()
if __name__ == "__main__":
    from converter.cli import main

    main()
