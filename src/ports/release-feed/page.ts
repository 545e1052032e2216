export interface Page {
  json: unknown
  etag?: string
  /** Where the feed goes on. */
  next?: URL
}

export interface Limits {
  maxBytes: number
  signal: AbortSignal
}

const MAX_REDIRECTS = 3

/** One page of the feed. Follows few redirects, and none that leaves https or HTTP altogether. */
export async function getPage(url: URL, limits: Limits, etag?: string): Promise<Page | 'unchanged'> {
  const { response, at } = await follow(url, limits.signal, etag)
  if (response.status === 304 && etag) {
    await response.body?.cancel()
    return 'unchanged'
  }
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the release feed answered ${response.status}`)
  }
  const json = jsonIn(await textOf(response, limits.maxBytes))
  return { json, etag: response.headers.get('etag') ?? undefined, next: nextOf(response.headers, at) }
}

async function follow(
  url: URL,
  signal: AbortSignal,
  etag?: string,
): Promise<{ response: Response; at: URL }> {
  let at = url
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const headers = {
      accept: 'application/vnd.github+json, application/json',
      'user-agent': 'gourd',
      ...(etag && { 'if-none-match': etag }),
    }
    const response = await fetch(at, { redirect: 'manual', signal, headers })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status === 304 || response.status >= 400 || !location)
      return { response, at }
    await response.body?.cancel()
    at = allowed(location, at)
  }
  throw new Error('the release feed redirects too often')
}

/** An address the feed names. */
function allowed(address: string, from: URL): URL {
  const to = URL.canParse(address, from.href) ? new URL(address, from) : undefined
  if (to && (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:'))) return to
  throw new Error('the release feed leads to an address that is not followed')
}

/** Read as far as it may be long: a decompressed answer can be any size. */
async function textOf(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop cancels the rest.
    if (size > maxBytes) throw new Error(`the release feed answered more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('the release feed answered with something that is not JSON')
  }
}

/** `Link: <https://…?page=2>; rel="next"`: only where the page itself came from. */
function nextOf(headers: Headers, at: URL): URL | undefined {
  const [, address] = /<([^<>]*)>\s*;[^,<]*\brel="?next"?/i.exec(headers.get('link') ?? '') ?? []
  if (address === undefined) return undefined
  const next = allowed(address, at)
  if (next.origin !== at.origin) throw new Error('the release feed goes on at another place')
  return next
}
