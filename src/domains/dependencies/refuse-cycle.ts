import type { Tx } from '../context.ts'
import { badRequest, conflict } from '../errors.ts'
import { MAX_EDGES, MAX_NODES, walkFromDependency } from './walk.ts'

const DECLARATIONS = 0x64657073

/**
 * Lets one transaction after the other declare: each sees what the one before it has declared. Taken after the
 * plugin's lock, by everybody.
 */
export const queueDeclaration = (tx: Tx): Promise<unknown> =>
  tx.execute('select pg_advisory_xact_lock(?)', [DECLARATIONS])

const COMES_BACK = `
  with recursive ${walkFromDependency('?')},
  found as (select version_id, dependency_id from walk limit ${MAX_NODES + MAX_EDGES + 1})
  select count(*)::int as steps, coalesce(bool_or(v.plugin_id = ?), false) as "comesBack"
  from found left join versions v on v.id = found.version_id`

/**
 * Refuses a dependency, already written in this transaction, whose target as it resolves now leads back to the plugin
 * that declares it, optional dependencies included: 400. A target that leads to more than a graph may hold: 409.
 */
export async function refuseCycle(
  tx: Tx,
  dependency: { id: string; pluginId: string; pluginSlug: string; targetSlug: string },
  field: 'dependency_plugin_id' | 'version_req',
): Promise<void> {
  const { id, pluginId, pluginSlug, targetSlug } = dependency
  const [walked] = await tx.execute<{ steps: number; comesBack: boolean }[]>(COMES_BACK, [id, pluginId])
  if (walked?.comesBack) {
    const message = `${targetSlug} depends on ${pluginSlug}, directly or through others: this would be a circle`
    throw badRequest({ path: field, message })
  }
  if ((walked?.steps ?? 0) > MAX_NODES + MAX_EDGES) {
    throw conflict(
      `${targetSlug} leads to more than ${MAX_EDGES} dependencies, which is more than is resolved.`,
    )
  }
}
