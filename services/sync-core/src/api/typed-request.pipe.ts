import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';

const RULES = { transform: true, whitelist: true, forbidNonWhitelisted: true } as const;

/**
 * Makes the class of a request from what came, and refuses by name what it does not know. A query is text, and its numbers are read
 * out of it; a body has types of its own, and a text in the place of a yes or no is refused: converted, "false" would mean yes.
 */
@Injectable()
export class TypedRequestPipe implements PipeTransform {
  private readonly text = new ValidationPipe({
    ...RULES,
    transformOptions: { enableImplicitConversion: true, exposeDefaultValues: true },
  });
  private readonly json = new ValidationPipe({ ...RULES, transformOptions: { exposeDefaultValues: true } });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return (metadata.type === 'body' ? this.json : this.text).transform(value, metadata) as Promise<unknown>;
  }
}
