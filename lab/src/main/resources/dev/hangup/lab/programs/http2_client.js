// HTTP/2 sessions of the lab: node http2_client.js URL COUNT IDLE_MILLIS STREAMS
// COUNT sessions, an eighth of a second apart: one request, IDLE_MILLIS of nothing, then STREAMS requests at once. Prints of
// each what client.py prints; step 1 is the first request, step 2 the others.
const http2 = require('http2');
const [url, count, idle, streams] = process.argv.slice(2);

const request = (session) =>
  new Promise((resolve, reject) => {
    const stream = session.request({ ':path': '/' });
    stream.setTimeout(3000, () => stream.close(http2.constants.NGHTTP2_CANCEL));
    let status = 0;
    stream.on('response', (headers) => (status = headers[':status']));
    stream.on('error', reject);
    stream.on('close', () => (status === 200 ? resolve() : reject(new Error('no answer'))));
    stream.resume();
    stream.end();
  });

const run = () => {
  const session = http2.connect(url, { rejectUnauthorized: false });
  let local = '-';
  let step = 1;
  const report = (outcome) => {
    console.log(['victim', local, outcome, step, 0, 0].join('\t'));
    session.destroy();
  };
  session.on('error', () => {});
  session.on('connect', async (_, socket) => {
    local = (socket.localFamily === 'IPv6' ? `[${socket.localAddress}]` : socket.localAddress) + ':' + socket.localPort;
    try {
      await request(session);
      await new Promise((resolve) => setTimeout(resolve, Number(idle)));
      step = 2;
      if (session.closed || session.destroyed) {
        // The goodbye came in time: nothing was asked in vain.
        report('ok');
        return;
      }
      const all = await Promise.allSettled(Array.from({ length: Number(streams) }, () => request(session)));
      report(all.every((one) => one.status === 'fulfilled') ? 'ok' : 'stream-lost');
    } catch (failure) {
      report('stream-lost');
    }
  });
};

for (let i = 0; i < Number(count); i++) {
  setTimeout(run, 125 * i);
}
