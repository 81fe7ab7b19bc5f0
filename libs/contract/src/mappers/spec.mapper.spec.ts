import { describe, expect, it } from 'vitest';
import { ProcessSpecDto } from '../config/process-spec.dto.js';
import { readWire } from '../validation/read-wire.js';
import type { SpecContext } from './spec-context.js';
import { toSpec } from './spec.mapper.js';

const context: SpecContext = {
  paths: { kind: 'relative', baseDir: '/etc/provisr' },
  pidDir: '/run/provisr',
  log: {},
  environment: { inherited: { PATH: '/bin', HOME: '/root' }, declared: [], inherit: 'all' },
};

describe('toSpec', () => {
  it('completes a small spec with the documented defaults', () => {
    const dto = readWire(ProcessSpecDto, { name: 'web', command: 'sleep 10' }, 'PROVISR_SPEC_INVALID');
    expect(toSpec(dto, context)).toMatchInlineSnapshot(`
      {
        "argv": [
          "sleep",
          "10",
        ],
        "autoRestart": "never",
        "detached": false,
        "detectors": [],
        "document": {
          "command": "sleep 10",
          "name": "web",
        },
        "env": {},
        "exitCodes": [
          0,
        ],
        "group": null,
        "inheritEnv": "all",
        "instances": 1,
        "limits": {},
        "log": {
          "compress": false,
          "maxAgeDays": 7,
          "maxBackups": 3,
          "maxSizeBytes": 10485760,
          "sinks": [],
          "stderrPath": null,
          "stdoutPath": null,
          "timestamps": false,
        },
        "maxRestarts": 0,
        "name": "web",
        "nice": null,
        "pidFile": "/run/provisr/web.pid",
        "priority": 0,
        "redirectStderr": false,
        "restartBackoff": 2,
        "restartIntervalMs": 1000,
        "restartMaxIntervalMs": 60000,
        "restartResetMs": 10000,
        "retryCount": 0,
        "retryIntervalMs": 500,
        "startDurationMs": 0,
        "stdin": null,
        "stopSignal": "SIGTERM",
        "stopTimeoutMs": 10000,
        "umask": null,
        "user": null,
        "workDir": null,
      }
    `);
  });
});
