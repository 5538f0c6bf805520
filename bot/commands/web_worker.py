"""gunicorn's threads with an end to patience: whoever sends nothing more of a request loses the connection.

The threads of gunicorn wait for the rest of a request for as long as it takes; a few browsers that send half a line
would hold all of them. The kernel ends that by its own time-out on receiving (SO_RCVTIMEO, socket(7)).
"""

import socket
import struct

from gunicorn.workers.gthread import TConn, ThreadWorker

# The proxy on the same machine hands requests on whole; what trickles comes from somebody who means harm.
SILENT_SECONDS = 5


class ImpatientWorker(ThreadWorker):
    """Serves with threads, and gives each connection a few seconds for every piece of a request."""

    def enqueue_req(self, conn: TConn) -> None:
        """Submit a connection to the threads."""
        patience = struct.pack("ll", SILENT_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        super().enqueue_req(conn)
