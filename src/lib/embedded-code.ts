/** Where those who look for pages in pictures look. */
const HEAD_BYTES = 4096

const CODE: [RegExp, string][] = [
  [/<(!doctype html|html|head|body|script|iframe|svg|object|embed)[\s>/]/i, 'a web page'],
  [/<\?(php|=)/i, 'a PHP script'],
  [/%PDF-\d/, 'a PDF document'],
]

/** Names the page or script that stands in the first bytes of a picture or video, which is no place for one. */
export function embeddedCode(file: Buffer): string | undefined {
  const text = file.toString('latin1', 0, HEAD_BYTES)
  return CODE.find(([pattern]) => pattern.test(text))?.[1]
}
