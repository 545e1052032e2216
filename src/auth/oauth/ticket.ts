import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'

/** What one attempt to sign in has to remember. */
const Attempt = z.object({
  verifier: z.string(),
  returnTo: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
})
export type Attempt = z.infer<typeof Attempt>

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** An attempt, encrypted: its keeper can neither read nor change it, nor use it for anything but `purpose`. */
export function seal(attempt: Attempt, purpose: string, key: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(attempt), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The attempt that `seal` was given for the same purpose and key, if it is good now; undefined for anything else. */
export function unseal(ticket: string, purpose: string, key: Uint8Array, now: Date): Attempt | undefined {
  const bytes = Buffer.from(ticket, 'base64url')
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  if (tag.length < TAG_BYTES) return undefined
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(tag)
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    const attempt = Attempt.parse(JSON.parse(text.toString()))
    return attempt.expiresAt > now.getTime() ? attempt : undefined
  } catch {
    return undefined
  }
}
