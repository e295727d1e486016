"""Runs curl COUNT times, a tenth of a second apart, and prints of each what client.py prints.

    curls.py URL COUNT [--head BYTES] [curl's options ...]

With --head the reader of curl's output goes away after so many bytes, as head -c does.
"""
import subprocess
import sys
import threading
import time

url, count, options = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
head = 0
if options[:1] == ["--head"]:
    head = int(options[1])
    options = options[2:]
printing = threading.Lock()


def run(number):
    time.sleep(number / 10)
    curl = subprocess.Popen(
        ["curl", "--silent", "--noproxy", "*", "--globoff", *options,
         "--write-out", "%{stderr}%{local_ip} %{local_port} %{exitcode}\n", url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    curl.stdout.read(head or -1)
    curl.stdout.close()
    address, port, code = curl.stderr.read().decode().split()
    local = ("[%s]:%s" if ":" in address else "%s:%s") % (address, port)
    with printing:
        print("victim", local, "ok" if code == "0" else "curl-" + code, 1, 0, 0, sep="\t", flush=True)


threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
