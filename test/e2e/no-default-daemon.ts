/**
 * Environment under which nobody listens on the default address, 127.0.0.1:8080: where tests run there may well be somebody. Connections
 * there go to a port that no user program may listen on.
 */
export const NO_DEFAULT_DAEMON: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(divert())}`,
};

function divert(): string {
  return `
    import { Socket } from 'node:net';
    const { connect } = Socket.prototype;
    Socket.prototype.connect = function (...args) {
      const [options] = Array.isArray(args[0]) ? args[0] : args;
      if (Number(options?.port) === 8080) options.port = 9;
      return connect.apply(this, args);
    };`;
}
