import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Key } from '../schema/key.js';
import { IsTable } from '../validation/nested.js';
import { CronjobSpecDto } from './cronjob-spec.dto.js';
import { ProcessSpecDto } from './process-spec.dto.js';

/** What an entry may be; `cron` is another word for `cronjob`. */
export const ENTRY_TYPES = ['process', 'cronjob', 'cron'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** An entry of `[[processes]]`, and at the same time the whole content of a file in the programs directory. */
export class EntryDto {
  @Key('Schema that editors check this file against; ignored by the daemon.')
  @IsOptional()
  @IsString()
  $schema?: string;

  @Key('What it is.', { default: 'process' })
  @IsOptional()
  @IsIn(ENTRY_TYPES)
  type?: EntryType;

  @Key('The process, or the cronjob.')
  @IsTable(false)
  @ValidateNested()
  @Type((options) => (isCronjobType((options?.object as EntryDto | undefined)?.type) ? CronjobSpecDto : ProcessSpecDto))
  spec!: ProcessSpecDto | CronjobSpecDto;
}

/** Whether an entry type means a cronjob. */
export function isCronjobType(type: unknown): boolean {
  return type === 'cronjob' || type === 'cron';
}
