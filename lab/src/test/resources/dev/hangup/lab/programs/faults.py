"""A backend that fails as the port says.

    faults.py BASE NAME...

For each NAME it listens on BASE, BASE + 1 ...: a fault, or "healthy". Whatever was asked for, one request at a time.
"""
import socket
import struct
import sys
import threading
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"y" * 40000
HEALTHY = {
    b"empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    b"missing": b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone",
    b"broken": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nerror",
    b"moved": b"HTTP/1.1 301 Moved Permanently\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    b"chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    b"large": b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"y" * 300000,
    b"closing": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    b"unmeasured": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok",
}


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def request(connection):
    """Reads one; gives its path, or None at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None, None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head.split(b" ")[:2]


def healthy(connection, method, path):
    """Answers as the last part of the path says; returns whether the connection stays."""
    answer = HEALTHY.get(path.split(b"/")[-1], ANSWER)
    if method == b"HEAD":
        answer = answer.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    connection.sendall(answer)
    return b"Connection: close" not in answer


def fail(connection, name, served):
    """Does what the name says; returns whether the connection stays."""
    if name.startswith("race") and not served:
        connection.sendall(ANSWER)
        return True
    if name.endswith("-body"):
        connection.sendall(HALF)
        # The first half is to be read before the end comes.
        time.sleep(0.2)
    if name == "garbage":
        connection.sendall(b"\x01\x02 nothing that anybody could read\r\n\r\n")
    if name == "silence":
        connection.recv(1)
    if "rst" in name:
        reset(connection)
    return False


def serve(connection, name):
    served = 0
    try:
        while True:
            method, path = request(connection)
            if method is None:
                break
            stays = healthy(connection, method, path) if name == "healthy" else fail(connection, name, served)
            if not stays:
                break
            served += 1
    except OSError:
        pass
    connection.close()


def accept(listener, name):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, name), daemon=True).start()


def fill(port):
    """Connections until the queue of those not accepted is full, whereupon the kernel drops SYNs."""
    waiting = []
    for _ in range(4):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", port))
        waiting.append(connection)
    return waiting


def main():
    kept = []
    base = int(sys.argv[1])
    # The last listens last: then all do.
    for port, name in reversed(list(enumerate(sys.argv[2:], base))):
        if name == "refused":
            continue
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", port))
        listener.listen(0 if name == "unreached" else 128)
        kept.append(listener)
        if name == "unreached":
            kept.append(fill(port))
        else:
            threading.Thread(target=accept, args=(listener, name), daemon=True).start()
    while True:
        time.sleep(60)


main()
