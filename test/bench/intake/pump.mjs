// pump.mjs portable|native plain|timestamps|gzip FIFO FILE: one stream through the daemon's own sinks into files of 10 MiB.
// Says `ready`, then what it cost once every writer is gone.
import { openStreamSink, RingBuffer, StreamPump, systemClock } from '#core';
import { DescriptorEvents, loadLibrary, spliceReaders } from '#native';
import { FileSinkPool } from '../../../src/daemon/logs/file-sink.pool.ts';
import { LogTraffic } from '../../../src/daemon/logs/log-traffic.ts';
import { RotationQueue } from '../../../src/daemon/logs/rotation-queue.ts';
import { TeeSink } from '../../../libs/core/src/logs/tee.sink.ts';

const [reader, kind, fifo, path] = process.argv.slice(2);

function readers() {
  if (reader === 'portable') return undefined;
  const library = loadLibrary();
  if ('reason' in library) throw new Error(library.reason);
  return spliceReaders(
    library,
    new DescriptorEvents(library, (error) => {
      throw error;
    }),
  );
}

const pool = new FileSinkPool(systemClock, new RotationQueue(systemClock));
const traffic = new LogTraffic();
const log = {
  stdoutPath: path,
  stderrPath: null,
  maxSizeBytes: 10 * 1024 * 1024,
  maxBackups: 10,
  maxAgeDays: 0,
  compress: kind === 'gzip',
  timestamps: kind === 'timestamps',
  sinks: [],
};
const opener = { open: async (target) => new TeeSink([traffic.tap(target), pool.open({ ...log, path })]) };
const sink = await openStreamSink({ process: 'bench', stream: 'stdout', path, log }, opener, new RingBuffer(), systemClock);
const pump = new StreamPump({ path: fifo, sink, clock: systemClock, openReader: readers() });
pump.attach();
process.stdout.write('ready\n');
const began = { cpu: process.cpuUsage(), kib: process.resourceUsage().maxRSS };
await pump.ended();
const { user, system } = process.cpuUsage(began.cpu);
const peakKib = process.resourceUsage().maxRSS;
process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, peakKib, grewKib: peakKib - began.kib, bytes: pump.bytes })}\n`);
await pump.close();
