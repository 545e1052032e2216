import { ApiError } from './meilisearch-index.ts'

export type Doc = Record<string, unknown>
type Matcher = (doc: Doc) => boolean

/** The filter expressions the adapter writes: comparisons joined by AND; of arrays the outer is AND, the inner OR. */
export function matcherOf(
  filterable: string[],
  filter: string | (string | string[])[] | undefined,
  code: string,
): Matcher {
  const expression = (text: string): Matcher => {
    const conditions = text.split(' AND ').map((part) => conditionOf(filterable, part, code))
    return (doc) => conditions.every((condition) => condition(doc))
  }
  const all = [filter ?? []].flat().map((part) => {
    const any = [part].flat().map(expression)
    return (doc: Doc) => any.some((matches) => matches(doc))
  })
  return (doc) => all.every((matches) => matches(doc))
}

function conditionOf(filterable: string[], text: string, code: string): Matcher {
  const [, attribute = '', operator = '', value = ''] = /^(\w+) (=|>=|IN) (.+)$/.exec(text) ?? []
  if (!filterable.includes(attribute)) throw new ApiError(400, code)
  if (operator === '>=') return (doc) => typeof doc[attribute] === 'number' && doc[attribute] >= Number(value)
  const wanted = new Set(
    (operator === 'IN' ? listOf(value, code) : [value]).map((item) => folded(literal(item, code))),
  )
  // Texts are compared without regard to case.
  return (doc) => [doc[attribute] ?? []].flat().some((item) => wanted.has(folded(item)))
}

function listOf(text: string, code: string): string[] {
  const [, items] = /^\[(.*)\]$/.exec(text) ?? []
  if (items === undefined) throw new ApiError(400, code)
  return items === '' ? [] : items.split(', ')
}

function literal(text: string, code: string): string {
  const [, quoted, plain] = /^(?:"([^"\\]*)"|([\w.-]+))$/.exec(text) ?? []
  if (quoted === undefined && plain === undefined) throw new ApiError(400, code)
  return quoted ?? plain ?? ''
}

const folded = (value: unknown): string => String(value).toLowerCase()
