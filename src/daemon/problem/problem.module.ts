import { Global, Module } from '@nestjs/common';
import { ProblemFilter } from './problem.filter.js';

/** Errors as problem documents (RFC 9457). */
@Global()
@Module({ providers: [ProblemFilter], exports: [ProblemFilter] })
export class ProblemModule {}
