import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { definePlugin, Detector } from 'provisr/plugin';

/** Alive is what has written its PID into a file lately. */
class HeartbeatDetector {
  create({ file, within }, { workDir }) {
    const path = resolve(workDir ?? '.', file);
    const detect = async () => {
      const { mtimeMs } = await stat(path); // a rejection says "not alive"
      return { alive: Date.now() - mtimeMs < within, pid: Number(await readFile(path, 'utf8')) };
    };
    return { label: `heartbeat:${file}`, intervalMs: 250, detect };
  }
}
Detector('heartbeat')(HeartbeatDetector);

export default definePlugin({ name: 'heartbeat', apiVersion: 1, module: { providers: [HeartbeatDetector] } });
