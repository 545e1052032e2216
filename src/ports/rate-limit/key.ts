import { createHash } from 'node:crypto'

/** A key as stores take it: short, printable ASCII. Any other text becomes its hash. */
export const storable = (key: string): string =>
  /^[\x21-\x7e]{1,100}$/.test(key) ? key : `sha256:${createHash('sha256').update(key).digest('base64url')}`
