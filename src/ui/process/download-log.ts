import { ask } from '../api/request.js';
import { notify } from '../parts/notices-store.js';
import type { LogChoice } from './log-follower.js';

/** As much as the API gives at once. */
const MOST_LINES = 100_000;

/** Saves the log as a file. Fetched here, since a link could not send the token. */
export async function downloadLog(name: string, stream: LogChoice): Promise<void> {
  const progress = notify({ tone: 'busy', text: `Fetching the log of ${name} …` });
  try {
    const { lines } = await ask('processLogs', { name }, { query: { stream, tail: MOST_LINES } });
    const address = URL.createObjectURL(new Blob([lines.map(({ line }) => `${line}\n`).join('')], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${name}.${stream === 'both' ? '' : `${stream}.`}log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    progress.become({ tone: 'good', text: `${lines.length} lines saved as ${link.download}` });
  } catch (error) {
    progress.become({ tone: 'bad', text: `The log of ${name}: ${error instanceof Error ? error.message : String(error)}` });
  }
}
