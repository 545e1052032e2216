type Param = (value: unknown, type: string) => string

/** The tier of those whose name has not the words. */
export const OTHERS = 3

/**
 * SQL for how near the name of the document `d` is to what was typed: 0 it is that name, 1 it begins so, 2 it has the
 * words of `exact` (a tsquery), 3 something else matched. `names` have neither `%` nor `_`.
 */
export const tierOf = (param: Param, names: string[], exact: string): string =>
  `case when d.name_words @@ ${param(exact, 'tsquery')} then ${tierOfNamed(param, names)} else ${OTHERS} end`

/** The same of a document whose name has the words. */
export function tierOfNamed(param: Param, names: string[]): string {
  const begins = names.map((name) => `${name}%`)
  return `case when d.name_key = any(${param(names, 'text[]')}) then 0
    when d.name_key like any(${param(begins, 'text[]')}) then 1 else 2 end`
}
