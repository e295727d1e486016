// A plain Node server of the lab: node server.js PORT [keepAliveTimeout=MS] [headersTimeout=MS] [tls=CERT,KEY] ...
// Every name=number is set on the server object; backlog is what listen(2) is told.
const fs = require('fs');
const [port, ...settings] = process.argv.slice(2);
const answer = (request, response) => {
  request.resume();
  const work = request.url.startsWith('/slow') ? 1000 : 0;
  if (request.url.startsWith('/block')) {
    // The event loop stands still, as in a long computation.
    const end = Date.now() + Number(request.url.split('?')[1] || 1000);
    while (Date.now() < end);
  }
  setTimeout(() => {
    if (request.url.startsWith('/destroy')) {
      request.socket.resetAndDestroy();
    } else if (request.url.startsWith('/no-content')) {
      response.writeHead(204).end();
    } else if (request.url.startsWith('/not-modified')) {
      response.writeHead(304, { ETag: '"lab"' }).end();
    } else if (request.url.startsWith('/trailers')) {
      response.writeHead(200, { Trailer: 'X-Lab' });
      response.write('ok');
      response.addTrailers({ 'X-Lab': 'over' });
      response.end('\n');
    } else {
      response.end('ok\n');
    }
  }, work);
};
const tls = settings.find((setting) => setting.startsWith('tls='));
let server;
if (tls) {
  const [cert, key] = tls.slice(4).split(',');
  server = require('https').createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) }, answer);
} else {
  server = require('http').createServer(answer);
}
// After an upgrade it says back whatever it hears.
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: lab\r\nConnection: Upgrade\r\n\r\n');
  socket.pipe(socket);
});
for (const setting of settings.filter((one) => one !== tls)) {
  const [name, value] = setting.split('=');
  server[name] = Number(value);
}
server.listen(Number(port), '::', server.backlog);
