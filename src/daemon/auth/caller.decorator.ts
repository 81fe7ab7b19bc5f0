import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Identity, identityOf } from './identity.js';
import { rawRequest } from './raw-request.js';

/** Injects the {@link Identity} of whoever makes the request. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Identity => identityOf(rawRequest(context)));
