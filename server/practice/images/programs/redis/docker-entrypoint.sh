#!/bin/sh
# As the image's own entry point: runs what it is given. A redis-server also serves its port to the other pods, as a socket.
[ "$1" = redis-server ] && [ -d /run/practice/self ] && exec "$@" --unixsocket /run/practice/self/6379.sock --unixsocketperm 777
exec "$@"
