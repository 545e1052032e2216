import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES = 32
const PREFIX = 'whsec_'

/** The secrets of webhooks as they are stored: encrypted, each for its webhook alone. */
export interface WebhookSecrets {
  seal(secret: string, webhookId: string): Buffer
  /** Undefined for what was not sealed for this webhook with this server's key. */
  open(sealed: Uint8Array, webhookId: string): string | undefined
}

/** A secret as the Standard Webhooks specification writes it. */
export const makeSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** The bytes that sign. */
export const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64')

export const createWebhookSecrets = (key: Uint8Array): WebhookSecrets => ({
  seal(secret, webhookId) {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(webhookId))
    const sealed = Buffer.concat([cipher.update(keyOf(secret)), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
  },
  open(sealed, webhookId) {
    const bytes = Buffer.from(sealed)
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
    if (tag.length < TAG_BYTES) return undefined
    try {
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(webhookId))
        .setAuthTag(tag)
      const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]
      return PREFIX + Buffer.concat(opened).toString('base64')
    } catch {
      return undefined
    }
  },
})
