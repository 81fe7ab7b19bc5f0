import { createClient } from 'provisr/client';

const baseUrl = process.env.API_URL ?? 'https://127.0.0.1:8443/api';
const trusting = createClient({ baseUrl, tls: { caCert: 'tls/tls_ca.crt' } });
for (const { name, state } of await trusting.processes.list()) console.log(`${name} is ${state}`);

try {
  await createClient({ baseUrl }).processes.list();
} catch (error) {
  console.log(`without its authority: ${error.code}`);
}
