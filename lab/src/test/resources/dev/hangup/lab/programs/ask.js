// A client that prints what goes wrong as Node prints it: ask.js MILLISECONDS PLAN. The plan is that of ask.py.
'use strict';
const fs = require('fs');
const http = require('http');

const limit = Number(process.argv[2]);

function ask(agent, method, url) {
  return new Promise((resolve) => {
    const request = http.request(url, { method, agent, signal: AbortSignal.timeout(limit) });
    const failed = (error) => {
      console.error(new Date().toISOString(), `${method} ${new URL(url).pathname} failed:`, error);
      resolve(false);
    };
    request.on('error', failed);
    request.on('response', (response) => {
      response.on('error', failed);
      response.on('end', () => resolve(true));
      response.resume();
    });
    request.end(method === 'POST' ? 'x'.repeat(100) : undefined);
  });
}

async function main() {
  for (const line of fs.readFileSync(process.argv[3], 'utf8').trim().split('\n')) {
    const [method, url, count] = line.split(' ');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < Number(count) && (await ask(agent, method, url)); i++);
    agent.destroy();
  }
}

main();
