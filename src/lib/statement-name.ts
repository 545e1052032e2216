import { createHash } from 'node:crypto'

/** The name a prepared statement of that text has on each connection: the same text, the same name. */
export const statementName = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 24)
