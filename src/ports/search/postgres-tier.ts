/**
 * SQL for how near the name of the document `d` is to what was typed: 0 it is that name, 1 it begins so, 2 it has the
 * words of `exact` (a tsquery), 3 something else matched. `names` have neither `%` nor `_`.
 */
export const tierOf = (
  param: (value: unknown, type: string) => string,
  names: string[],
  exact: string,
): string => `case when not d.name_words @@ ${param(exact, 'tsquery')} then 3
  when d.name_key = any(${param(names, 'text[]')}) then 0
  when d.name_key like any(${param(
    names.map((name) => `${name}%`),
    'text[]',
  )}) then 1
  else 2 end`
