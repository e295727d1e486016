// HTTP clients of Node that use a pooled connection again after a pause: node reuse.js LIBRARY URL COUNT PAUSE_MILLIS
// COUNT connections, 150 ms apart: GET URL/first, the pause, then GET or POST URL/again in turn. Prints what client.py
// prints; the role is get or post, and the local endpoint -.
const { Worker, isMainThread, workerData } = require('worker_threads');
const http = require('http');
const [library, url, count, pause] = process.argv.slice(2);
const BODY = 'ten bytes!';
const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

const agent = new http.Agent({ keepAlive: true });
const ask = {
  'node-agent': (method, path) =>
    new Promise((resolve, reject) => {
      const request = http.request(url + path, { method, agent }, (response) => response.resume().on('end', resolve));
      request.on('error', reject);
      request.end(method === 'POST' ? BODY : undefined);
    }),
  'node-fetch': async (method, path) =>
    (await fetch(url + path, { method, body: method === 'POST' ? BODY : undefined })).text(),
}[library];

const run = async (number) => {
  const method = number % 2 ? 'POST' : 'GET';
  let outcome = 'ok';
  try {
    await wait(150 * number);
    await ask('GET', '/first');
    await wait(Number(pause));
    await ask(method, '/again');
  } catch (problem) {
    outcome = `${problem.message} <- ${(problem.cause || problem).code}`;
  }
  console.log([method.toLowerCase(), '-', outcome, 2, 0, 0].join('\t'));
  agent.destroy();
};

if (isMainThread) {
  // fetch has one pool in each thread.
  for (let i = 0; i < Number(count); i++) {
    new Worker(__filename, { argv: process.argv.slice(2), workerData: i });
  }
} else {
  run(workerData);
}
