"""HTTP clients of Python, and curl, that use a pooled connection again after a pause.

    reuse.py LIBRARY URL COUNT PAUSE_MILLIS

COUNT connections, 150 ms apart: GET URL/first, the pause, then GET or POST URL/again in turn. Prints what client.py prints;
the role is get or post, and the local endpoint that of the first request, or - where the library does not tell.
"""
import subprocess
import sys
import threading
import time
import urllib.parse

library, url, count, pause = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) / 1000
BODY = b"ten bytes!"
printing = threading.Lock()


def http_client(method, result):
    import http.client

    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=5)
    connection.request("GET", "/first")
    connection.getresponse().read()
    name = connection.sock.getsockname()
    result["local"] = ("[%s]:%d" if ":" in name[0] else "%s:%d") % name[:2]
    time.sleep(pause)
    connection.request(method, "/again", BODY if method == "POST" else None)
    connection.getresponse().read()


def requests(method, result):
    import requests

    session = requests.Session()
    session.trust_env = False
    session.get(url + "/first", timeout=5)
    time.sleep(pause)
    session.request(method, url + "/again", data=BODY if method == "POST" else None, timeout=5)


def curl(method, result):
    # One after the other, so many a minute: that is the pause.
    again = ["--data", BODY.decode(), url + "/again"] if method == "POST" else [url + "/again"]
    subprocess.run(
        ["curl", "--silent", "--noproxy", "*", "--globoff", "--rate", "%d/m" % (60 / pause),
         "--output", "/dev/null", url + "/first", "--next", "--silent", "--noproxy", "*", "--globoff",
         "--output", "/dev/null", *again],
        check=True)


def run(number):
    time.sleep(0.15 * number)
    method = "POST" if number % 2 else "GET"
    result = {"local": "-", "outcome": "ok"}
    try:
        {"python-http-client": http_client, "python-requests": requests, "curl": curl}[library](method, result)
    except (OSError, subprocess.CalledProcessError) as problem:
        result["outcome"] = repr(problem)
    with printing:
        print(method.lower(), result["local"], result["outcome"], 2, 0, 0, sep="\t", flush=True)


threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
