import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A connection to a daemon that breaks when a test says so, and whose other end may become another daemon. */
export interface CuttingProxy {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Where new connections go from now on. */
  forwardTo(origin: string): void;
  /** Breaks every connection there is, as a network does: without a last word. */
  cut(): void;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Opens one on loopback. The caller closes it, also when its test fails. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let { port: targetPort } = new URL(target);
  const server = createServer((near) => {
    const far = connect(Number(targetPort), '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      // The other end is gone as well.
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (origin) => void ({ port: targetPort } = new URL(origin)),
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
