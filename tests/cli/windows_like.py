"""Runs `mvg` in a process from which everything was removed that CPython does not have on Windows.

A simulation: the file system, the console and the clipboard of Windows are not there. Its arguments are those of `mvg`.
"""

from __future__ import annotations

import locale
import os
import signal
import sys

# fcntl, resource, fork, WNOHANG, statvfs, SIGKILL, setitimer and AF_UNIX stay: the program, or the standard library of
# this system, asks `sys.platform` before it uses them.
MODULES = ("grp", "pwd", "termios", "tty", "pty", "syslog", "curses", "readline", "crypt", "spwd")
OS_NAMES = (
    "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "forkpty", "setsid", "getuid", "geteuid", "getgid",
    "getegid", "chown", "fchown", "lchown", "fchmod", "mkfifo", "mknod", "killpg", "getpgid", "setpgid", "getpgrp",
    "nice", "getpriority", "setpriority", "sched_getaffinity", "sched_setaffinity", "sched_yield",
    "fstatvfs", "pread", "pwrite", "posix_fadvise", "posix_fallocate", "sync", "fdatasync", "uname", "getloadavg",
    "openpty", "ttyname", "wait", "wait3", "wait4", "waitid", "sysconf", "confstr", "sendfile",
    "copy_file_range", "memfd_create", "eventfd", "pidfd_open", "getresuid", "initgroups", "setuid", "setgid",
)  # fmt: skip
SIGNALS = ("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGCHLD", "SIGSTOP", "SIGCONT", "SIGQUIT")
SIGNAL_NAMES = (*SIGNALS, "alarm", "pthread_sigmask", "sigwait", "pause", "siginterrupt")


def remove_unix() -> None:
    """Removes modules and names. What the standard library itself has imported by now keeps what it holds."""
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for module, names in ((os, OS_NAMES), (signal, SIGNAL_NAMES), (locale, ("nl_langinfo",))):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME", "HOME", "TZ"):
        os.environ.pop(name, None)


if __name__ == "__main__":
    import multiprocessing  # its own parts for this system are loaded while they can be
    import multiprocessing.connection
    import multiprocessing.context
    import multiprocessing.popen_spawn_posix
    import multiprocessing.resource_tracker
    import tempfile  # noqa: F401

    multiprocessing.set_start_method("spawn")
    remove_unix()
    from converter.cli import main

    main()
