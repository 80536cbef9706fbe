"""The least application of terminado: a terminal of its own for each socket, on a free port of loopback, which is printed."""
import sys

import terminado
import tornado.httpserver
import tornado.ioloop
import tornado.netutil
import tornado.web

manager = terminado.UniqueTermManager(shell_command=sys.argv[1:])
app = tornado.web.Application([(r"/socket", terminado.TermSocket, {"term_manager": manager})])
sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
tornado.httpserver.HTTPServer(app).add_sockets(sockets)
print(sockets[0].getsockname()[1], flush=True)
tornado.ioloop.IOLoop.current().start()
