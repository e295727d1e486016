"""The lab's client over plain sockets: it sends HTTP by hand, so that no library retries in silence.

Reads a plan, one job per line, fields separated by tabs:

    role  start  source  host  port  tls  timeout  steps

`start` and `timeout` are in seconds, `source` is the address to connect from or -, `tls` is - or the server name, and
steps are separated by |. Prints one line per job when it is over, fields separated by tabs:

    role  local  outcome  step  fin  eof

`outcome` is ok, or how it failed; `step` is the number of the step at which it did; `fin` is 1 when the peer's FIN had
arrived before the last request was sent; `eof` is how many seconds an until-eof step took, or 0.
"""
import errno
import fcntl
import os
import select
import socket
import ssl
import struct
import sys
import threading
import time

REFUSED = {errno.ECONNREFUSED: "refused", errno.EHOSTUNREACH: "unreachable", errno.ENETUNREACH: "unreachable",
           errno.EACCES: "unreachable", errno.EADDRNOTAVAIL: "no-port", errno.EADDRINUSE: "no-port",
           errno.ETIMEDOUT: "timeout"}
printing = threading.Lock()
PORTS = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "ports.txt")


def takes(port):
    """Whether no connection had this port before, of this client or of another in the same run."""
    with open(PORTS, "a+") as ports:
        fcntl.flock(ports, fcntl.LOCK_EX)
        ports.seek(0)
        if str(port) in ports.read().split():
            return False
        ports.write("%d\n" % port)
        return True


class Ended(Exception):
    """The connection ended the way that its first argument says."""


class Job:
    def __init__(self, line):
        role, start, source, host, port, tls, timeout, steps = line.rstrip("\n").split("\t")
        self.role = role
        self.start = float(start)
        self.source = None if source == "-" else source
        self.peer = (host, int(port))
        self.tls = None if tls == "-" else tls
        self.timeout = float(timeout)
        self.steps = steps.split("|")
        self.local = "-"
        self.fin = 0
        self.eof = 0
        self.socket = None
        self.buffer = b""
        self.port = 0
        self.done = 0

    def run(self):
        time.sleep(self.start)
        try:
            self.connect()
            for self.done, step in enumerate(self.steps, 1):
                self.step(step.split(" "))
            outcome = "ok"
        except Ended as how:
            outcome = how.args[0]
        except ssl.SSLError as problem:
            outcome = "tls"
        except (socket.timeout, TimeoutError):
            outcome = "timeout"
        except ConnectionResetError:
            outcome = "reset"
        except BrokenPipeError:
            outcome = "broken-pipe"
        except OSError as problem:
            outcome = REFUSED.get(problem.errno, "errno-%s" % problem.errno)
        with printing:
            print(self.role, self.local, outcome, self.done, self.fin, self.eof, sep="\t", flush=True)
        if self.socket is not None:
            try:
                self.socket.close()
            except OSError:
                pass

    def connect(self):
        family = socket.AF_INET6 if ":" in self.peer[0] else socket.AF_INET
        for step in self.steps:
            if step.startswith("option port "):
                self.port = int(step.split(" ")[2])
        plain = self.bound(family)
        self.socket = plain
        plain.settimeout(self.timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for step in list(self.steps):
            words = step.split(" ")
            if words[0] == "option":
                self.option(plain, words)
                self.steps.remove(step)
        port = plain.getsockname()[1]
        self.name(plain.getsockname()[0] if self.source else None, port, family)
        plain.connect(self.peer)
        self.name(plain.getsockname()[0], port, family)
        if self.tls is not None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            if self.tls.startswith("max12:"):
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                self.tls = self.tls[6:]
            if self.tls.startswith("verify:"):
                self.tls = self.tls[7:]
                context = ssl.create_default_context()
            self.socket = context.wrap_socket(plain, server_hostname=self.tls)

    def bound(self, family):
        # The port is known before the SYN goes out: an attempt that fails has one too. No connection gets the port of an
        # earlier one, if there are others: the truth names connections by it.
        for _ in range(50):
            plain = socket.socket(family, socket.SOCK_STREAM)
            plain.bind((self.source or ("::" if family == socket.AF_INET6 else "0.0.0.0"), self.port))
            if takes(plain.getsockname()[1]) or self.port:
                break
        return plain

    def name(self, address, port, family):
        if address is None:
            address = "*"
        self.local = "[%s]:%d" % (address, port) if family == socket.AF_INET6 else "%s:%d" % (address, port)

    def option(self, plain, words):
        if words[1] == "keepalive":
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, int(words[2]))
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, int(words[3]))
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, int(words[4]))
        elif words[1] == "user-timeout":
            plain.setsockopt(socket.IPPROTO_TCP, 18, int(words[2]))
        elif words[1] == "receive-buffer":
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, int(words[2]))
        elif words[1] == "syn-retries":
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, int(words[2]))

    def step(self, words):
        kind = words[0]
        if kind in ("get", "head", "post"):
            self.request(words)
            self.response(kind == "head", "any-status" in words)
        elif kind == "send":
            self.request(words[1:])
        elif kind == "read":
            self.response(False)
        elif kind == "wait":
            time.sleep(float(words[1]))
        elif kind == "half":
            self.write(b"GET /half HTTP/1.1\r\nHost: lab\r\nX-Half: ")
        elif kind == "bytes":
            self.write(bytes.fromhex(words[1]))
        elif kind == "text":
            self.write(" ".join(words[1:]).encode().decode("unicode_escape").encode("latin-1"))
        elif kind == "some":
            self.receive(int(words[1]))
        elif kind == "until-eof":
            self.until_eof(float(words[1]))
        elif kind == "shutdown":
            self.socket.shutdown(socket.SHUT_WR)
        elif kind == "close":
            if self.tls is not None:
                self.socket = self.socket.unwrap()
            self.socket.close()
        elif kind == "leave":
            # Closes though it is not done.
            self.socket.close()
            raise Ended("left")
        elif kind == "abort":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.close()
        elif kind == "give-up":
            # Waits for an answer no longer than this, as a client's timeout does, and closes.
            self.socket.settimeout(float(words[1]))
            try:
                self.response(False)
            except (socket.timeout, TimeoutError):
                self.socket.close()
                raise Ended("gave-up")
        else:
            raise Ended("unknown-step-" + kind)

    def request(self, words):
        kind, path = words[0], words[1]
        size = int(words[2]) if kind == "post" else 0
        headers = [] if kind != "post" else ["Content-Length: %d" % size]
        if "close" in words:
            headers.append("Connection: close")
        if "chunked" in words:
            headers = ["Transfer-Encoding: chunked"]
        self.look_for_fin()
        head = "%s %s HTTP/1.1\r\nHost: lab\r\nUser-Agent: hangup-lab\r\n%s\r\n" % (
            kind.upper(), path, "".join(header + "\r\n" for header in headers))
        self.write(head.encode())
        part = 16384
        while size > 0:
            self.write(b"x" * min(part, size))
            size -= part

    def look_for_fin(self):
        readable, _, _ = select.select([self.socket], [], [], 0)
        if readable and self.tls is None:
            try:
                if self.socket.recv(1, socket.MSG_PEEK) == b"":
                    self.fin = 1
            except OSError:
                pass

    def write(self, data):
        self.socket.sendall(data)

    def receive(self, count):
        while len(self.buffer) < count:
            self.more()

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise Ended("eof")
        self.buffer += data

    def until_eof(self, most):
        self.socket.settimeout(most)
        begin = time.monotonic()
        while self.socket.recv(65536):
            pass
        self.eof = time.monotonic() - begin

    def response(self, without_body, any_status=False):
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:] if ":" in line}
        if without_body or status < 200 or status in (204, 304):
            pass
        elif "chunked" in fields.get("transfer-encoding", ""):
            while b"0\r\n\r\n" not in self.buffer:
                self.more()
            self.buffer = b""
        elif "content-length" in fields:
            length = int(fields["content-length"])
            self.receive(length)
            self.buffer = self.buffer[length:]
        else:
            try:
                while True:
                    self.more()
            except Ended:
                self.buffer = b""
        if status >= 400 and status != 404 and not any_status:
            # Who sends such an answer mostly closes, and shall do it first.
            select.select([self.socket], [], [], 0.3)
            raise Ended("status-%d" % status)


def main():
    with open(sys.argv[1]) as plan:
        jobs = [Job(line) for line in plan if line.strip()]
    threads = [threading.Thread(target=job.run, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
