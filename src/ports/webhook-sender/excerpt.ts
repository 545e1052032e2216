import type { Readable } from 'node:stream'

const MOST_BYTES = 64 * 1024
const SHOWN_CHARACTERS = 1024
const PATIENCE_MS = 1_000

/** The beginning of an answer as plain text; the rest is not read. What is slow to come is not waited for. */
export async function excerptOf(body: Readable): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  const cut = setTimeout(() => body.destroy(), PATIENCE_MS)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MOST_BYTES) break
    }
  } catch {
    // The status has been told: how its text ends changes nothing.
  } finally {
    clearTimeout(cut)
    body.destroy()
  }
  return plain(Buffer.concat(chunks).toString()) || null
}

/** Without what could do harm where it is shown or stored. */
const plain = (text: string): string =>
  [...text.slice(0, 4 * SHOWN_CHARACTERS).replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '')]
    .slice(0, SHOWN_CHARACTERS)
    .join('')
    .toWellFormed()
    .trim()
