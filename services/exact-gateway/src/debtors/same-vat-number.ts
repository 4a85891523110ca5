/** Compares VAT numbers as people type them: without blanks, dots and dashes, in upper case (domain D3, D7). */
export function sameVatNumber(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

function bare(number: string): string {
  return number.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}
