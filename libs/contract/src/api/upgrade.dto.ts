import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Key } from '../schema/key.js';
import type { OkDto } from './result.dto.js';
import type { Timestamp, WholeNumber } from './scalar.dto.js';

/** A daemon as a program. */
export interface ProgramVersionDto {
  readonly version: string;
  /** Version of Node.js. */
  readonly node: string;
}

/** The new program has passed its check and is about to take over. */
export interface UpgradeAcceptedDto extends OkDto {
  /** By which `GET /upgrade` tells how it ended. */
  readonly id: string;
  readonly from: ProgramVersionDto;
  readonly to: ProgramVersionDto;
}

/** How an upgrade ended. */
export interface UpgradeResultDto {
  readonly id: string;
  /** `came-back`: the new program could not go on, and the one from before does. */
  readonly result: 'upgraded' | 'came-back';
  readonly from: ProgramVersionDto;
  readonly at: Timestamp;
  /** Why the one from before is back. */
  readonly reason: string | null;
  /** Processes that go on as children of this daemon. */
  readonly carried_on: WholeNumber;
  /** The states of the processes were of a version that is not understood: they were adopted by their records. */
  readonly by_records: boolean;
}

/** What runs, and how it came to. */
export interface UpgradeStateDto extends ProgramVersionDto {
  readonly pid: WholeNumber;
  /** The upgrade that brought this program, `null` when it was simply started. */
  readonly last: UpgradeResultDto | null;
}

const ABSOLUTE = /^\//;

/** What to upgrade to. */
export class UpgradeQueryDto {
  @Key('The Node.js executable to go on with. Default: that of the daemon.')
  @IsOptional()
  @IsString()
  @Matches(ABSOLUTE, { message: 'must be an absolute path' })
  @MaxLength(4096)
  node?: string;

  @Key('The `provisr` program to go on with. Default: where the daemon was started from, as it is on disk now.')
  @IsOptional()
  @IsString()
  @Matches(ABSOLUTE, { message: 'must be an absolute path' })
  @MaxLength(4096)
  program?: string;
}
