/**
 * SQL for a time inside JSON that PostgreSQL builds, in the very text `Sql` gives a `timestamptz` column
 * (`2026-03-06T12:00:00Z`). The session has to be in UTC, as ours are.
 */
export const isoTime = (column: string): string => `translate(left(${column}::text, -3), ' ', 'T') || 'Z'`
