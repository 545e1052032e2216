import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Everything that decides what a download link answers. */
export interface LinkClaims {
  key: string
  fileName: string
  contentType: string
  /** Shown in place instead of saved. */
  inline: boolean
  /** Unix seconds. */
  expires: number
}

/** The absolute URL of an object, valid for whoever holds it until it expires. */
export function signLink(publicUrl: string, signingKey: KeyObject, claims: LinkClaims): string {
  const path = claims.key.split('/').map(encodeURIComponent).join('/')
  const query = new URLSearchParams({
    expires: String(claims.expires),
    name: claims.fileName,
    type: claims.contentType,
    ...(claims.inline && { inline: '1' }),
    signature: signature(signingKey, claims),
  })
  return `${publicUrl.replace(/\/+$/, '')}/objects/${path}?${query}`
}

/** What a link that came back in a request allows. The signature comes first: only a real link is called expired. */
export function checkLink(
  signingKey: KeyObject,
  key: string,
  query: Record<string, unknown>,
): LinkClaims | 'expired' | 'forged' {
  const claims = readClaims(key, query)
  if (!claims || !isSignedBy(signingKey, claims, query.signature)) return 'forged'
  return Date.now() >= claims.expires * 1000 ? 'expired' : claims
}

/** A repeated or missing member makes a link unreadable. */
function readClaims(key: string, query: Record<string, unknown>): LinkClaims | undefined {
  const { expires, name, type, inline } = query
  if (typeof expires !== 'string' || typeof name !== 'string' || typeof type !== 'string') return undefined
  if (!/^[1-9]\d{0,11}$/.test(expires)) return undefined
  if (inline !== undefined && inline !== '1') return undefined
  return { key, fileName: name, contentType: type, inline: inline === '1', expires: Number(expires) }
}

function isSignedBy(signingKey: KeyObject, claims: LinkClaims, given: unknown): boolean {
  const expected = Buffer.from(signature(signingKey, claims))
  const actual = Buffer.from(typeof given === 'string' ? given : '')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

/** A JSON array keeps the members apart: no two different links share a signed text. */
function signature(signingKey: KeyObject, claims: LinkClaims): string {
  const text = JSON.stringify([
    'object-link',
    claims.key,
    claims.fileName,
    claims.contentType,
    claims.expires,
    ...(claims.inline ? ['inline'] : []),
  ])
  return createHmac('sha256', signingKey).update(text).digest('base64url')
}
