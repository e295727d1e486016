#!/bin/sh
# Records probe.json and race.pcap anew (Linux, as root; needs ip, nginx, tcpdump, python3 and a built hangup).
# Two namespaces; nginx with keepalive_timeout 3s. The endpoint is measured first. Then one client, and no other, keeps its
# connection idle, does not look for a FIN, and sends its next request after 3.2 s. Recorded with nginx 1.22.1 on Linux 6.18.
set -eu
hangup=$(cd "$(dirname "$0")/../../../../.." && pwd)/hangup
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill $(cat "$work"/*.pid) 2>/dev/null || :; ip netns del measured-c; ip netns del measured-s; rm -rf "$work"' EXIT

ip netns add measured-c
ip netns add measured-s
ip link add c0 netns measured-c type veth peer name s0 netns measured-s
ip -n measured-c addr add 10.0.9.1/24 dev c0
ip -n measured-s addr add 10.0.9.2/24 dev s0
ip -n measured-c link set c0 up
ip -n measured-s link set s0 up

cat >"$work/nginx.conf" <<CONF
pid $work/nginx.pid;
error_log $work/error.log;
events {}
http { access_log off; server { listen 8080; keepalive_timeout 3s; location / { return 200 ok; } } }
CONF
ip netns exec measured-s nginx -c "$work/nginx.conf"

ip netns exec measured-c "$hangup" probe --only idle --wait 10 --format json http://10.0.9.2:8080/ >"$here/probe.json"

ip netns exec measured-c tcpdump -i c0 -s 96 -U -w "$here/race.pcap" tcp 2>/dev/null &
echo $! >"$work/tcpdump.pid"
sleep 1
ip netns exec measured-c python3 - <<'PYTHON'
import socket, time
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
connection = socket.create_connection(("10.0.9.2", 8080))
connection.sendall(REQUEST)
connection.recv(4096)
time.sleep(3.2)
connection.sendall(REQUEST)
try:
    connection.recv(4096)
except OSError:
    pass
connection.close()
PYTHON
sleep 1
