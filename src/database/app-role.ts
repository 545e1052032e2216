import { createHmac } from 'node:crypto'
import pg from 'pg'

/**
 * As whom the server works: a role that owns nothing and that row-level security binds. Migrations run as the owner
 * of the tables.
 */
export const APP_ROLE = 'gourd_app'

export interface AppRoleOptions {
  /** The role signs in by itself: what it runs cannot become the owner. Else the owner signs in and takes the role. */
  login: boolean
  onWarning(message: string): void
}

/**
 * The URL the application connects with. Makes the role and grants it what is missing; where the owner may neither
 * make it nor take it, this is the owner's own URL, and a warning says what is lost.
 */
export async function applicationUrl(
  owner: pg.ClientBase,
  ownerUrl: string,
  { login, onWarning }: AppRoleOptions,
): Promise<string> {
  if (!(await makeRole(owner)) || !(await canTakeRole(owner))) {
    onWarning(WARNING)
    return ownerUrl
  }
  await grantWhatIsMissing(owner)
  return login ? loginUrl(owner, ownerUrl) : roleUrl(ownerUrl)
}

const WARNING =
  `The database user of DATABASE_URL may neither create nor take the role ${APP_ROLE}, so the server works as the ` +
  `owner of its tables. Let an administrator run: create role ${APP_ROLE} nologin; grant ${APP_ROLE} to <the user>;`

const INSUFFICIENT_PRIVILEGE = '42501'
/** Of roles that another process makes at the same moment, for another database of the cluster. */
const EXISTS_NOW = ['42710', '23505']

async function makeRole(owner: pg.ClientBase): Promise<boolean> {
  const found = await owner.query('select from pg_roles where rolname = $1', [APP_ROLE])
  if (found.rowCount) return true
  try {
    await owner.query(`create role ${APP_ROLE} nologin`)
    return true
  } catch (error) {
    const { code = '' } = error as pg.DatabaseError
    if (EXISTS_NOW.includes(code)) return true
    if (code === INSUFFICIENT_PRIVILEGE) return false
    throw error
  }
}

/** Tried, since what makes it possible differs between the versions of PostgreSQL. */
async function canTakeRole(owner: pg.ClientBase): Promise<boolean> {
  if (await succeeds(owner, `set role ${APP_ROLE}; reset role`)) return isBound(owner)
  await succeeds(owner, `grant ${APP_ROLE} to current_user`)
  return (await succeeds(owner, `set role ${APP_ROLE}; reset role`)) && isBound(owner)
}

async function isBound(owner: pg.ClientBase): Promise<boolean> {
  const { rows } = await owner.query(
    'select not (rolsuper or rolbypassrls) as bound from pg_roles where rolname = $1',
    [APP_ROLE],
  )
  return rows[0]?.bound === true
}

async function succeeds(owner: pg.ClientBase, sql: string): Promise<boolean> {
  try {
    await owner.query(sql)
    return true
  } catch (error) {
    if ((error as pg.DatabaseError).code === INSUFFICIENT_PRIVILEGE) return false
    throw error
  }
}

const SCHEMAS = ['public', 'pgboss']

/** Rows, not tables: it can neither empty, nor change, nor drop them. What later migrations make comes by default. */
const GRANTS = `
  grant usage on schema ${SCHEMAS} to ${APP_ROLE};
  grant select, insert, update, delete on all tables in schema ${SCHEMAS} to ${APP_ROLE};
  grant usage, select on all sequences in schema ${SCHEMAS} to ${APP_ROLE};
  alter default privileges in schema ${SCHEMAS} grant select, insert, update, delete on tables to ${APP_ROLE};
  alter default privileges in schema ${SCHEMAS} grant usage, select on sequences to ${APP_ROLE};
  revoke insert, update, delete on mikro_orm_migrations from ${APP_ROLE}`

const MISSING = `
  select from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($2) and case
    when c.relkind = 'S' then not has_sequence_privilege($1, c.oid, 'usage')
    when c.relkind in ('r', 'p') and c.relname <> 'mikro_orm_migrations' then not (
      has_schema_privilege($1, n.oid, 'usage') and
      has_table_privilege($1, c.oid, 'select') and has_table_privilege($1, c.oid, 'insert') and
      has_table_privilege($1, c.oid, 'update') and has_table_privilege($1, c.oid, 'delete'))
    else false
  end
  limit 1`

async function grantWhatIsMissing(owner: pg.ClientBase): Promise<void> {
  const { rowCount } = await owner.query(MISSING, [APP_ROLE, SCHEMAS])
  if (rowCount) await owner.query(GRANTS)
}

async function loginUrl(owner: pg.ClientBase, ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  // Made of the owner's password: every process on the folder knows it, and nothing else has to be kept.
  const password = createHmac('sha256', url.password).update(APP_ROLE).digest('base64url')
  url.username = APP_ROLE
  url.password = password
  if (!(await accepts(url.href))) await owner.query(`alter role ${APP_ROLE} login password '${password}'`)
  return url.href
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function roleUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  url.searchParams.append('options', `-c role=${APP_ROLE}`)
  return url.href
}
