import { type DynamicModule, Module } from '@nestjs/common';
import { systemClock } from '#core';
import { AuthGuard } from './auth.guard.js';
import { Authenticator } from './authenticator.js';
import type { AuthConfig } from '../config/index.js';
import { DaemonEventsModule } from '../events/index.js';
import { FailureLimiter } from './failure-limiter.js';
import { OriginGuard, OwnNamesSource } from './origin.guard.js';
import type { OwnNames } from './origin-policy.js';
import { RecognisingGuard } from './recognising.guard.js';
import { Refusals } from './refusals.js';

/** What decides who may do what; both are asked anew for each request. */
export interface AuthOptions {
  /** `null`: nobody has to say who they are. */
  readonly policy: () => AuthConfig | null;
  /** `null`: a host application checks Host and Origin itself. */
  readonly ownNames: () => OwnNames | null;
}

/** Who may use the API. Binds nothing globally: controllers ask for the guards with `@ProtectedController`. */
@Module({})
export class AuthModule {
  static forRoot(options: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      imports: [DaemonEventsModule],
      global: true,
      providers: [
        { provide: Authenticator, useFactory: () => new Authenticator(options.policy, new FailureLimiter(systemClock), systemClock) },
        { provide: OwnNamesSource, useValue: { current: options.ownNames } satisfies OwnNamesSource },
        Refusals,
        AuthGuard,
        OriginGuard,
        RecognisingGuard,
      ],
      exports: [Authenticator, OwnNamesSource, Refusals, AuthGuard, OriginGuard, RecognisingGuard],
    };
  }
}
