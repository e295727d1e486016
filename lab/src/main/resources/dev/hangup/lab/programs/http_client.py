"""A client as applications are: Python's own http.client, which never looks for a FIN before it sends again.

    http_client.py HOST PORT COUNT IDLE

COUNT connections, one after the other a tenth of a second apart: GET, IDLE seconds of nothing, GET. Prints what client.py
prints.
"""
import http.client
import sys
import threading
import time

host, port, count, idle = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
printing = threading.Lock()


def run(number):
    time.sleep(number / 10)
    connection = http.client.HTTPConnection(host, port, timeout=5)
    outcome, done = "ok", 0
    local = "-"
    try:
        connection.connect()
        name = connection.sock.getsockname()
        local = ("[%s]:%d" if ":" in name[0] else "%s:%d") % name[:2]
        # Else it would connect anew in silence when it has noticed the end.
        connection.auto_open = False
        for done in (1, 2):
            connection.request("GET", "/%d" % done)
            connection.getresponse().read()
            if done == 1:
                time.sleep(idle)
    except http.client.RemoteDisconnected:
        outcome = "eof"
    except ConnectionResetError:
        outcome = "reset"
    except BrokenPipeError:
        outcome = "broken-pipe"
    with printing:
        print("victim", local, outcome, done, 0, 0, sep="\t", flush=True)
    connection.close()


threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
