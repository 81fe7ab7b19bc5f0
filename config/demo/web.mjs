// A tiny web server that ends in good order on SIGTERM.
import { createServer } from 'node:http';

const port = Number(process.env.PORT ?? 8081);
const greeting = process.env.GREETING ?? 'hello';
const started = Date.now();

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.setHeader('content-type', 'application/json');
  response.end(`${JSON.stringify({ greeting, pid: process.pid, uptime_seconds: Math.round((Date.now() - started) / 1000) })}\n`);
});

server.listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}`));

process.on('SIGTERM', () => {
  console.log('closing');
  server.close();
  server.closeAllConnections();
});
