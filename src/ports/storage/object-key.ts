const MAX_KEY_BYTES = 2048

/** Throws unless the key is a plain relative path: no empty, `.` or `..` part, no backslash, no control character. */
export function assertObjectKey(key: string): void {
  const isPlain = key
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\p{Cc}]/u.test(part))
  if (isPlain && key.isWellFormed() && Buffer.byteLength(key) <= MAX_KEY_BYTES) return
  throw new Error(
    `${JSON.stringify(key)} cannot name an object. Use a relative path without empty or dot parts.`,
  )
}
