import type { TestApp } from './app.ts'

/** Runs SQL behind the back of the API, for what it has no endpoint for. */
export const execute = async <Row = Record<string, unknown>>(
  app: TestApp,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> => (await app.owner()).em.fork().execute<Row[]>(sql, values)

/** Makes somebody a moderator or an admin of the platform. */
export const grantRole = (app: TestApp, userId: string, role: 'author' | 'moderator' | 'admin') =>
  execute(app, 'update users set role = ? where id = ?', [role, userId])
