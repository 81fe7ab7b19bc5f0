export { createHttpApp, type HttpApp } from './http-app.js';
export { planListen } from './listen-plan.js';
export type { Listener } from './listener.js';
export { openListeners } from './open-listeners.js';
export { ownNames } from './own-names.js';
export { writeDaemonPidFile } from './pid-file.js';
