/** One line that says what is going on: rewritten in place in a terminal, silent elsewhere. */
export function createProgress(): { say(text: string): void; clear(): void } {
  const isLive = process.stderr.isTTY
  const write = (text: string) => void (isLive && process.stderr.write(`\r\x1b[K${text}`))
  return { say: write, clear: () => write('') }
}
