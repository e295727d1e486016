"""A client that logs what goes wrong, as Python's logging prints it.

    ask.py SECONDS PLAN

Each line of the plan is METHOD URL COUNT: so many requests on one connection, each of which may take SECONDS.
"""
import http.client
import logging
import sys
import time
import urllib.parse

logging.Formatter.converter = time.gmtime
logging.basicConfig(format="%(asctime)s+0000 %(levelname)s %(name)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%S")
log = logging.getLogger("ask")


def ask(connection, method, path):
    try:
        connection.request(method, path, body=b"x" * 100 if method == "POST" else None)
        connection.getresponse().read()
        return True
    except (OSError, http.client.HTTPException):
        log.exception("%s %s failed", method, path)
        return False


for line in open(sys.argv[2]):
    method, url, count = line.split()
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=float(sys.argv[1]))
    for _ in range(int(count)):
        if not ask(connection, method, parts.path):
            break
    connection.close()
