import { run } from './run.js';
import { endQuietlyOnClosedPipe, processIo } from './terminal/process-io.js';

endQuietlyOnClosedPipe();
process.exitCode = await run(process.argv.slice(2), processIo);
