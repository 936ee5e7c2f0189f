"""A second start of the desk brings the first to the front instead of opening it again.

This is a courtesy between windows; that two programs never write to one store is the business of
the lock that the store itself holds.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_MS = 500
_WISH = b"front\n"


class SecondCopyGuard(QObject):
    """Listens for later starts on the same data folder; ``front_requested`` when there was one."""

    front_requested = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The folder's name may hold a person's name, so only its hash becomes visible.
        digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()
        self.server_name = f"reception-console-{digest[:24]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def claim(self) -> bool:
        """Return whether this is the first copy; if not, the first has been asked to come forward.

        Asking comes before listening: on Windows two servers may listen under one name.
        """
        if self._ask_first():
            return False
        if self._server.listen(self.server_name):
            return True
        # Nobody answered, yet the name is taken: a crash left its socket behind.
        QLocalServer.removeServer(self.server_name)
        self._server.listen(self.server_name)
        return True

    def release(self) -> None:
        """Cease to listen."""
        self._server.close()

    def _ask_first(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self.server_name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(_WISH)
        socket.flush()
        socket.waitForBytesWritten(_ANSWER_MS)
        socket.disconnectFromServer()
        return True

    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            # Whatever it says, a start took place; reading its words would only invite trouble.
            self.front_requested.emit()
