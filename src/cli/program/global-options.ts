import { Option } from 'commander';
import { OUTPUT_FORMATS } from '../terminal/io.js';
import { durationMs } from './option-parsers.js';

/** Flags of every command, before or after its name. Built anew for each program: commander keeps state in them. */
export function globalOptions(): Option[] {
  return [
    new Option('--api-url <url>', 'address of the daemon: http(s)://host:port/base or unix:/path (PROVISR_API_URL)'),
    new Option('--api-timeout <duration>', 'longest time for connecting and answering').argParser(durationMs),
    new Option('--token <token>', 'bearer token (PROVISR_TOKEN)'),
    new Option('--ca-cert <file>', 'authority to trust instead of those of the system (PEM)'),
    new Option('--client-cert <file>', 'own certificate for mutual TLS (PEM)'),
    new Option('--client-key <file>', 'its private key (PEM)'),
    new Option('--server-name <name>', 'name that the certificate of the daemon must bear'),
    new Option('--insecure', 'accept any certificate (development only)'),
    new Option('-o, --output <format>', 'how to print results').choices(OUTPUT_FORMATS),
    new Option('--no-color', 'no colours (NO_COLOR)'),
    new Option('--verbose', 'say more; with errors, print the stack'),
  ];
}
