import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** Lets Amazon's order ids pass and nothing else. */
@Injectable()
export class AmazonOrderIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^\d{3}-\d{7}-\d{7}$/.test(value)) return value;
    throw new BadRequestException('An Amazon order id looks like 402-1234567-1234567');
  }
}
