import type { TestApp } from '../support/app.ts'
import { execute } from '../support/execute.ts'

/**
 * The tables whose rows belong to an organisation: that of the organisations, what has a column that says so, and
 * what refers to one of them.
 */
const TABLES = `
  with recursive tenant (id) as (
    select 'organisations'::regclass::oid
    union
    select a.attrelid from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
      and a.attname in ('org_id', 'organisation_id', 'organization_id', 'tenant_id')
    union
    select r.conrelid from pg_constraint r join tenant t on t.id = r.confrelid where r.contype = 'f'
  )`

/** Each with the column that names the organisation. */
export const tenantTables = (app: TestApp): Promise<{ name: string; column: string }[]> =>
  execute(
    app,
    `${TABLES}
    select c.relname as name, case when c.relname = 'organisations' then 'id' else 'org_id' end as column
    from tenant t join pg_class c on c.oid = t.id order by 1`,
  )

/** Those that some connection could see past their tenant: no forced security, or a policy that does not ask whose. */
export const unguarded = async (app: TestApp): Promise<string[]> => {
  const rows = await execute<{ name: string }>(
    app,
    `${TABLES}
    select c.relname as name from tenant t join pg_class c on c.oid = t.id
    where not (c.relrowsecurity and c.relforcerowsecurity)
      or not exists (
        select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.cmd = 'ALL'
          and p.qual like '%gourd.org_id%' and p.with_check like '%gourd.org_id%')
      or exists (
        select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
          and (p.qual not like '%tenant_variable(%' or (p.cmd <> 'SELECT' and p.with_check is null)))
    order by 1`,
  )
  return rows.map(({ name }) => name)
}
