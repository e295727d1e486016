"""A small HTTP/1.1 server of the lab, written to misbehave where no real server can be made to by its settings.

    server.py PORT [--keepalive SECONDS] [--close fin|reset] [--requests COUNT] [--announce] [--work SECONDS]
                   [--backlog N] [--accept no|SECONDS] [--unread reply|drop] [--cut BYTES] [--size BYTES]
                   [--abort-after-request] [--slow SECONDS] [--tls CERT KEY]

Prints of each request who asks, as address:port, and for what, separated by a tab. It serves with one thread per connection, over IPv4 and IPv6.
"""
import argparse
import socket
import ssl
import struct
import threading
import time

printing = threading.Lock()


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--keepalive", type=float, default=60)
    parser.add_argument("--close", choices=["fin", "reset"], default="fin")
    parser.add_argument("--requests", type=int, default=0, help="closes after so many")
    parser.add_argument("--announce", action="store_true", help="says Connection: close in the last answer")
    parser.add_argument("--work", type=float, default=0, help="seconds before an answer")
    parser.add_argument("--slow", type=float, default=1, help="seconds before an answer to /slow")
    parser.add_argument("--busy", type=float, default=0, help="seconds after an answer in which it does not read")
    parser.add_argument("--backlog", type=int, default=128)
    parser.add_argument("--accept", default="yes", help="yes, no, or seconds to wait before accepting")
    parser.add_argument("--unread", choices=["reply", "drop"], help="answers or closes without reading the body")
    parser.add_argument("--cut", type=int, default=0, help="closes after so many bytes of the answer")
    parser.add_argument("--size", type=int, default=200, help="bytes of an answer's body")
    parser.add_argument("--abort-after-request", action="store_true", help="reads the request, works, then resets")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    return parser.parse_args()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def read_request(connection, buffer, options):
    while b"\r\n\r\n" not in buffer:
        data = connection.recv(65536)
        if not data:
            return None, b""
        buffer += data
    head, rest = buffer.split(b"\r\n\r\n", 1)
    length = 0
    for line in head.split(b"\r\n")[1:]:
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if options.unread and length > 0:
        return head, b""
    while len(rest) < length:
        data = connection.recv(65536)
        if not data:
            return None, b""
        rest += data
    return head, rest[length:]


def endpoint(address, port, *_):
    if address.startswith("::ffff:"):
        return "%s:%d" % (address[7:], port)
    return "[%s]:%d" % (address, port)


def serve(connection, peer, options, context):
    try:
        if context is not None:
            connection = context.wrap_socket(connection, server_side=True)
        connection.settimeout(options.keepalive)
        buffer = b""
        served = 0
        while True:
            head, buffer = read_request(connection, buffer, options)
            if head is None:
                break
            served += 1
            with printing:
                print(peer, head.split(b" ")[1].decode("latin-1"), sep="\t", flush=True)
            if options.abort_after_request and b" /abort" in head:
                time.sleep(options.work)
                reset(connection)
                return
            if options.unread == "drop" and head.startswith(b"POST"):
                break
            if b" /slow" in head or options.work and b" /fast" not in head:
                time.sleep(options.work or options.slow)
            last = options.requests and served >= options.requests
            status = b"413 Content Too Large" if options.unread and head.startswith(b"POST") else b"200 OK"
            body = b"" if head.startswith(b"HEAD") else b"y" * options.size
            answer = b"HTTP/1.1 " + status + b"\r\nServer: hangup-lab\r\nContent-Length: %d\r\n" % options.size
            if last and options.announce or b"onnection: close" in head:
                answer += b"Connection: close\r\n"
            answer += b"\r\n" + body
            if options.cut and b" /cut" in head:
                answer = answer[:options.cut]
                connection.sendall(answer)
                break
            connection.sendall(answer)
            if last or b"onnection: close" in head or options.unread and head.startswith(b"POST"):
                break
            if options.busy:
                time.sleep(options.busy)
                break
    except (socket.timeout, TimeoutError):
        if options.close == "reset":
            reset(connection)
            return
    except (OSError, ssl.SSLError):
        pass
    try:
        connection.close()
    except OSError:
        pass


def main():
    options = parse()
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.bind(("::", options.port))
    listener.listen(options.backlog)
    if options.accept == "no":
        while True:
            time.sleep(60)
    if options.accept != "yes":
        time.sleep(float(options.accept))
    while True:
        connection, peer = listener.accept()
        threading.Thread(target=serve, args=(connection, endpoint(*peer), options, context), daemon=True).start()


main()
