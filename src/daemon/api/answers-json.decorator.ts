import { Header } from '@nestjs/common';

/** For a handler that may answer with text of JSON, which would go out as plain text. */
export function AnswersJson(): MethodDecorator {
  return Header('Content-Type', 'application/json; charset=utf-8');
}
