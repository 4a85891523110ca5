import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/** Nest would turn every failure of a handler into "Internal server error"; the transport must see what was thrown. */
@Catch()
export class PassThroughFilter implements ExceptionFilter {
  catch(thrown: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => thrown);
  }
}
