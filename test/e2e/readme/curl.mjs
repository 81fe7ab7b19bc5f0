// Stands in for curl where it is not installed: as much of it as the README uses, the same bytes on the wire.
import { request } from 'node:http';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true },
    data: { type: 'string', short: 'd' },
  },
});
const [address = ''] = positionals;
const given = (values.header ?? []).map((header) => header.split(/:\s*/, 2));
const headers = {
  'User-Agent': 'curl',
  Accept: '*/*',
  ...(values.data === undefined ? {} : { 'Content-Length': Buffer.byteLength(values.data) }),
  ...Object.fromEntries(given),
};
const call = request(`http://${address}`, { method: values.request ?? 'GET', headers }, (answer) => answer.pipe(process.stdout));
call.on('error', (error) => {
  process.stderr.write(`curl: ${error.message}\n`);
  process.exitCode = 7;
});
call.end(values.data);
