/** What `ilike` finds wherever the text stands: `%`, `_` and `\` stand for themselves. Empty finds everything. */
export const containing = (text = ''): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
