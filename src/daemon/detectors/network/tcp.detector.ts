import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { Module } from '@nestjs/common';
import { type Clock, Detector, DetectorFactory, InjectClock, type LivenessDetector } from '#plugin';
import { limited } from './limited.js';

/** Checked when the configuration was read: `TcpDetectorDto` of the contract. */
export interface TcpDetectorOptions {
  readonly host?: string;
  readonly port: number;
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/** `type = "tcp"`: alive while a port takes connections. Whose port that is nobody can tell. */
@Detector('tcp')
export class TcpDetectorFactory extends DetectorFactory<TcpDetectorOptions> {
  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  create({ host = '127.0.0.1', port, timeoutMs = 5_000, intervalMs = 2_000 }: TcpDetectorOptions): LivenessDetector {
    const look = async (signal: AbortSignal): Promise<void> => {
      const socket = connect({ host, port, signal });
      await once(socket, 'connect').finally(() => socket.destroy());
    };
    return {
      label: `tcp:${isIPv6(host) ? `[${host}]` : host}:${port}`,
      intervalMs,
      detect: async (signal) => {
        await limited(this.clock, timeoutMs, signal, look);
        return { alive: true, pid: null };
      },
    };
  }
}

/** Loaded when somebody names the type. */
@Module({ providers: [TcpDetectorFactory] })
export class TcpDetectorModule {}
