// A process of the demonstration. Usage: node works.mjs ROLE LOAD [LIFETIME_MS]
//   ROLE  what its log is about: web, worker, mailer or cache
//   LOAD  share of a processor that it uses, in percent
const [role = 'web', load = '1', lifetimeMs = '0'] = process.argv.slice(2);
const EVERY_MS = 100;
const held = [];
let count = 0;

const LINES = {
  web: () => `${time()} GET /articles/${3000 + ((count * 37) % 900)} 200 ${2 + ((count * 7) % 31)}ms`,
  worker: () => `${time()} job ${81_000 + count} resize-image done in ${40 + ((count * 13) % 160)}ms`,
  cache: () => `${time()} ${count * 17} keys, ${95 + (count % 5)}% hits`,
  mailer: () => `${time()} connecting to smtp.example.com:587`,
};
const time = () => new Date().toISOString().slice(11, 23);

setInterval(() => {
  const until = performance.now() + (EVERY_MS * Number(load)) / 100;
  while (performance.now() < until) count += 0;
  count += 1;
  if (count % 7 === 0) process.stdout.write(`${LINES[role]()}\n`);
  if (role === 'cache' && held.length < 300) held.push(Buffer.alloc(256 * 1024, 1));
}, EVERY_MS);

if (lifetimeMs !== '0') {
  process.stdout.write(`${LINES[role]()}\n`);
  setTimeout(() => {
    process.stderr.write(`${time()} smtp.example.com:587 refused the connection\n`);
    process.exitCode = 69;
    process.exit();
  }, Number(lifetimeMs));
}
