/** Path parameters that name nothing, percent-encoded: each is a 404, or a 400 where the encoding is broken. */
const paths = {
  'a NUL byte': '%00',
  'a NUL byte within': 'a%00b',
  'a lone surrogate': '%ED%A0%80',
  'an emoji': '%F0%9F%8E%83',
  'another alphabet': '%D0%BF%D0%BB%D0%B0%D0%B3%D0%B8%D0%BD',
  'a full-width percent sign': '%EF%BC%85',
  'a right-to-left override': '%E2%80%AE',
  'a piece of SQL': "'%20or%20'1'='1",
  'a way to another folder': '..%2F..%2Fetc%2Fpasswd',
  'a way to the folder above': '%2e%2e%2f',
  'a way of Windows': '%5C..%5C',
  'a slash': 'a%2Fb',
  'something encoded twice': '%252e',
  'broken percent encoding': '%zz',
  'a space': '%20',
  braces: '{}',
  'a prototype': '__proto__',
  'a constructor': 'constructor',
  'a negative number': '-1',
  null: 'null',
  undefined: 'undefined',
  'a header of their own': '%0D%0AX-Injected:%201',
  '101 characters': 'a'.repeat(101),
  '499 characters': 'a'.repeat(499),
  '5,000 characters': 'a'.repeat(5000),
}
export const ODD_PATHS = Object.entries(paths)

/** Values that are not texts. */
export const NOT_TEXTS = [0, true, {}, [], ['a']] as const
