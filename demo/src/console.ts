/** The terminal: lines that stay, and one line of progress that is written over. Without a terminal progress is a line now and then. */
export class Console {
  private readonly started = Date.now();
  private open = '';
  private lastProgress = '';

  print(text: string): void {
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  say(line: string): void {
    this.print(`${this.elapsed()}  ${line}`);
  }

  progress(line: string): void {
    if (process.stdout.isTTY) {
      this.clear();
      this.open = `${this.elapsed()}  ${line}`;
      process.stdout.write(this.open);
    } else if (line !== this.lastProgress) {
      this.say(line);
    }
    this.lastProgress = line;
  }

  private clear(): void {
    if (this.open !== '') process.stdout.write(`\r${' '.repeat(this.open.length)}\r`);
    this.open = '';
  }

  private elapsed(): string {
    return `${Math.round((Date.now() - this.started) / 1_000)} s`.padStart(6);
  }
}
