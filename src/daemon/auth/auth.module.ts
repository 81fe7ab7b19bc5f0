import { type DynamicModule, Module } from '@nestjs/common';
import { systemClock } from '#core';
import type { Authenticator } from '#plugin';
import type { AuthConfig } from '../config/index.js';
import { DaemonEventsModule } from '../events/index.js';
import { PluginCatalogue } from '../plugins/index.js';
import { AUTHENTICATOR, OWN_AUTHENTICATOR } from '../slots/index.js';
import { AuthGuard } from './auth.guard.js';
import { OwnAuthenticator } from './authenticator.js';
import { FailureLimiter } from './failure-limiter.js';
import { ForeignAuthenticator } from './foreign-authenticator.js';
import { OriginGuard, OwnNamesSource } from './origin.guard.js';
import type { OwnNames } from './origin-policy.js';
import { RecognisingGuard } from './recognising.guard.js';
import { Recognition } from './recognition.js';
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
  static forRoot({ policy, ownNames }: AuthOptions): DynamicModule {
    return {
      module: AuthModule,
      imports: [DaemonEventsModule],
      global: true,
      providers: [
        // Of the system, whatever clock a plugin may bring: who guesses has to wait in any case.
        { provide: FailureLimiter, useFactory: () => new FailureLimiter(systemClock) },
        {
          provide: OWN_AUTHENTICATOR,
          inject: [FailureLimiter],
          useFactory: (limiter: FailureLimiter) => new OwnAuthenticator(policy, limiter, systemClock),
        },
        {
          provide: Recognition,
          inject: [OWN_AUTHENTICATOR, AUTHENTICATOR, PluginCatalogue, FailureLimiter],
          useFactory: (...[own, slot, plugins, limiter]: RecognitionParts) => {
            const blame = (reason: string): void => plugins.blameForSlot(AUTHENTICATOR, reason);
            return new Recognition(
              policy,
              own,
              slot === null ? null : new ForeignAuthenticator(slot, { limiter, clock: systemClock, blame }),
            );
          },
        },
        { provide: OwnNamesSource, useValue: { current: ownNames } satisfies OwnNamesSource },
        Refusals,
        AuthGuard,
        OriginGuard,
        RecognisingGuard,
      ],
      exports: [OWN_AUTHENTICATOR, Recognition, OwnNamesSource, Refusals, AuthGuard, OriginGuard, RecognisingGuard],
    };
  }
}

type RecognitionParts = [OwnAuthenticator, Authenticator | null, PluginCatalogue, FailureLimiter];
