export { AuthModule, type AuthOptions } from './auth.module.js';
export { Caller } from './caller.decorator.js';
export { type Identity, identityOf } from './identity.js';
export { isLoopbackHost, type OwnNames } from './origin-policy.js';
export { markUnixPeer } from './peer.js';
export { ProtectedController } from './protected-controller.decorator.js';
export { rawRequest } from './raw-request.js';
export { RequiresRole } from './requires-role.decorator.js';
export { roleAllows } from './role.js';
