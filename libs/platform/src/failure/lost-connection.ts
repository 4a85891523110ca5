/** What the sockets of Node say: nobody is there, or he has hung up. */
const OF_SOCKETS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** SQLSTATE: no connection, the server shuts down or starts, too many connections. */
const OF_POSTGRES = /^(?:08[0-9A-Z]{3}|57P0[123]|53300)$/;

/** pg gives no code where the connection ended on our side, or none came free in time. */
const WORDS_OF_PG =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

const DEEPEST_CAUSE = 5;

/** Whether a database, a broker or another neighbour was away, whoever wrapped the error that says so. */
export function isLostConnection(thrown: unknown, depth = 0): boolean {
  if (!(thrown instanceof Error) || depth > DEEPEST_CAUSE) return false;
  const { code, driverError, cause } = thrown as { code?: unknown; driverError?: unknown; cause?: unknown };
  if (typeof code === 'string' && (OF_SOCKETS.has(code) || OF_POSTGRES.test(code))) return true;
  return (
    WORDS_OF_PG.test(thrown.message) || isLostConnection(driverError, depth + 1) || isLostConnection(cause, depth + 1)
  );
}
