export interface TenantPolicy {
  /** The column that names the organisation a row belongs to. */
  orgColumn: string
  /** The column that names the person a row belongs to, who may read it in whatever organisation it is. */
  userColumn?: string
  /**
   * A further condition under which a row can be read. What only knowing a secret opens is written like
   * `key_hash = tenant_variable('gourd.key_hash')`.
   */
  readableWhen?: string
}

/**
 * SQL that gives a table to its tenants: rows are there for the organisation of the transaction alone
 * (`gourd.org_id`), and readable for their person (`gourd.user_id`). Without these variables there are none. Forced,
 * so that it binds the owner of the tables as well, unless that is a superuser. A later migration that changes rows
 * of such a table has to set the variables, or to lift `force` while it runs.
 */
export function tenantPolicy(table: string, { orgColumn, userColumn, readableWhen }: TenantPolicy): string[] {
  const inOrg = `${orgColumn} = tenant_variable('gourd.org_id')::uuid`
  const readable = [
    ...(userColumn ? [`${userColumn} = tenant_variable('gourd.user_id')::uuid`] : []),
    ...(readableWhen ? [readableWhen] : []),
  ]
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy tenant on ${table} using (${inOrg}) with check (${inOrg})`,
    ...(readable.length > 0
      ? [`create policy tenant_read on ${table} for select using (${readable.join(' or ')})`]
      : []),
  ]
}
