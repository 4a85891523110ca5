/**
 * The lines of a text that comes in parts: a line feed ends one, with a carriage return before it or not. Nothing else does:
 * a description may hold a line separator of Unicode or a lone carriage return. Memory is that of one line and one part.
 */
export async function* linesOf(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = [];
  for await (const part of parts) {
    const ended = part.split('\n');
    const rest = ended.pop()!;
    for (const end of ended) {
      yield withoutReturn([...open, end].join(''));
      open = [];
    }
    if (rest !== '') open.push(rest);
  }
  if (open.length > 0) yield withoutReturn(open.join(''));
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
