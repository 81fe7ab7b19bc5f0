import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CLOCK, definePlugin, LineAssembler, LogSink } from 'provisr/plugin';
import { Inject } from '@nestjs/common';

const FILE = Symbol('collected.file');

class CollectedSink {
  droppedBytes = 0;
  problem = null;

  constructor(file, clock, { process, stream }) {
    this.lines = new LineAssembler({ clock }, ({ bytes }) => {
      const text = bytes.toString().replaceAll(/(password=)\S+/g, '$1***');
      const line = `${JSON.stringify({ process, stream, text })}\n`;
      try {
        appendFileSync(file, line);
        this.problem = null;
      } catch (error) {
        this.droppedBytes += bytes.length;
        this.problem = error.message;
      }
    });
  }

  write(chunk) {
    this.lines.write(chunk);
    return true; // never wait
  }

  onReady() {}

  async close() {
    this.lines.flush();
  }
}

class CollectedSinkFactory {
  constructor(file, clock) {
    Object.assign(this, { file, clock });
  }

  open(_options, target) {
    return new CollectedSink(this.file, this.clock, target);
  }
}
LogSink('collected')(CollectedSinkFactory);
Inject(FILE)(CollectedSinkFactory, undefined, 0);
Inject(CLOCK)(CollectedSinkFactory, undefined, 1);

export default definePlugin({
  name: 'collected',
  apiVersion: 1,
  options({ file }) {
    if (typeof file !== 'string') throw new Error('file must be a path');
    return { file };
  },
  module: ({ file }, { directory }) => ({ providers: [CollectedSinkFactory, { provide: FILE, useValue: resolve(directory, file) }] }),
});
