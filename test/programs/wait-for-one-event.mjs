// Waits for one event of the FIFO named by its argument, then lets go of it: it has to end by itself.
import { constants, openSync } from 'node:fs';
import process from 'node:process';
import { DescriptorEvents, loadLibrary } from '#native';

const events = new DescriptorEvents(loadLibrary(), (error) => process.stderr.write(String(error)));
const fd = openSync(process.argv[2], constants.O_RDWR | constants.O_NONBLOCK);
const watch = events.watch(fd, () => {
  process.stdout.write('told\n');
  watch.pause();
  watch.setKeepsAlive(false);
});
process.stdout.write('waiting\n');
