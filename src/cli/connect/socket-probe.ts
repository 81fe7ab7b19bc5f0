import { existsSync } from 'node:fs';

/** Whether somebody accepts connections on a unix socket. A file without a listener is what a killed daemon leaves. */
export function isListening(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = process.getBuiltinModule('node:net').connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
