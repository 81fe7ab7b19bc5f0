import { Get, Header, HttpCode, Post } from '@nestjs/common';
import { type ChangeResultDto, type ConfigurationDto, type ReloadPreviewDto, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { ConfigurationView } from '../configuration/index.js';
import { changeResult, ReloadService } from '../reload/index.js';
import { ApiController } from './api-controller.decorator.js';

/** The configuration: the one in force, and the one on disk. */
@ApiController()
@RequiresRole('admin')
export class ConfigurationController {
  constructor(
    private readonly view: ConfigurationView,
    private readonly reloader: ReloadService,
  ) {}

  /** What the daemon goes by. */
  @Get(ROUTES.configuration.path)
  @RequiresRole('viewer')
  @Header('Cache-Control', 'no-store')
  configuration(@Caller() caller: Identity): ConfigurationDto {
    return this.view.show(caller.role);
  }

  /** What a reload would do now. It reads files on disk, which is why viewers may not. */
  @Get(ROUTES.reloadPreview.path)
  @RequiresRole('operator')
  @Header('Cache-Control', 'no-store')
  preview(@Caller() caller: Identity): Promise<ReloadPreviewDto> {
    return this.reloader.preview(caller.role);
  }

  /** Reads the configuration again and says what changed. */
  @Post(ROUTES.reload.path)
  @HttpCode(200)
  async reload(@Caller() caller: Identity): Promise<ChangeResultDto> {
    return changeResult(await this.reloader.reload(caller));
  }
}
