const SCHEMES = new Set(['http', 'https', 'mailto'])

/** What a browser takes out of an address before it reads it, and more: nothing of it belongs there. */
const IGNORED = /[\p{C}\p{Z}]/gu

/**
 * Whether an address may stand in a text of a stranger: http, https, mailto, or relative to where the text is shown.
 * It is given as it is after entities and escapes were decoded. `//host` is refused: it looks relative and is not.
 */
export function isSafeAddress(address: string): boolean {
  const bare = address.replace(IGNORED, '')
  if (/^[/\\]{2}/.test(bare)) return false
  const scheme = /^([^/?#\\]*?):/.exec(bare)?.[1]
  return scheme === undefined || SCHEMES.has(scheme.toLowerCase())
}
