const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w-]+=[\w.-]+)*$/
const RENDERED = /html|xml|svg|script|css|pdf|multipart|xsl|flash/i

/** What browsers show and never run. */
const SHOWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'video/webm'])

/** The Content-Disposition header of a link: only pictures and videos are ever shown in place. */
export function disposition({ fileName, contentType, inline }: Shown): string {
  const header = attachment(fileName)
  return inline && SHOWN.has(contentType) ? header.replace(/^attachment/, 'inline') : header
}

interface Shown {
  fileName: string
  contentType: string
  inline?: boolean
}

/** A Content-Disposition header that saves the file under its name, whatever characters the name has (RFC 6266). */
export function attachment(fileName: string): string {
  const name = fileName.toWellFormed()
  const fallback = asciiName(name)
  const header = `attachment; filename="${fallback}"`
  return fallback === name ? header : `${header}; filename*=UTF-8''${encodeExtended(name)}`
}

/** The content type as it may be sent: what a browser could run or render becomes plain bytes. */
export function inertType(contentType: string): string {
  const isInert = MEDIA_TYPE.test(contentType) && !RENDERED.test(contentType)
  return isInert ? contentType : 'application/octet-stream'
}

/** Quotes, backslashes and percent signs are read differently by different clients: they go too. */
function asciiName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\/%]/gu, '_')
}

function encodeExtended(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
