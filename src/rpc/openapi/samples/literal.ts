/** What is longer is spread over lines. */
const LINE = 60

interface Style {
  padding: string
  key(name: string): string
  word(value: null | boolean): string
}

const TYPESCRIPT: Style = {
  padding: ' ',
  key: (name) => (/^[a-z_$][\w$]*$/i.test(name) ? name : quoted(name)),
  word: String,
}

const PYTHON: Style = {
  padding: '',
  key: quoted,
  word: (value) => (value === null ? 'None' : value ? 'True' : 'False'),
}

/** A JSON value as TypeScript writes it. */
export const typescript = (value: unknown, indent = ''): string => literal(value, TYPESCRIPT, '  ', indent)

/** A JSON value as Python writes it. */
export const python = (value: unknown, indent = ''): string => literal(value, PYTHON, '    ', indent)

/** Text in single quotes, for both languages. */
export function quoted(text: string): string {
  if (text.includes("'") && !text.includes('"')) return JSON.stringify(text)
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

function literal(value: unknown, style: Style, step: string, indent: string): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value === 'boolean') return style.word(value)
  if (typeof value !== 'object') return String(value)
  const isArray = Array.isArray(value)
  const inner = indent + step
  const members = isArray
    ? value.map((item) => literal(item, style, step, inner))
    : Object.entries(value as object).map(
        ([name, item]) => `${style.key(name)}: ${literal(item, style, step, inner)}`,
      )
  const [open, close] = isArray ? '[]' : '{}'
  const padding = isArray ? '' : style.padding
  const line =
    members.length === 0 ? `${open}${close}` : `${open}${padding}${members.join(', ')}${padding}${close}`
  if (line.length <= LINE && !line.includes('\n')) return line
  return `${open}\n${members.map((member) => `${inner}${member},\n`).join('')}${indent}${close}`
}
